import pytest

from signatures.actions.mail.sealed import sealed_mails
from signatures.models import OutgoingMail, Signature
from signatures.models.outgoing_mail import ADDRESSEE_KINDS
from tests.factories import make_claim, make_signature, make_text, queue_sealed, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature():
    return make_signature(make_text(slug="ask"))


@pytest.mark.parametrize("kind", ADDRESSEE_KINDS)
def test_row_has_no_readable_address_and_nothing_once_sent(signature, kind):
    queue_sealed(kind, signature)
    row = OutgoingMail.objects.get()
    assert "ada@example.org" not in str(vars(row))

    [message] = sent()

    row.refresh_from_db()
    assert message.to == ["ada@example.org"]
    assert row.sealed == ""


def test_path_becomes_an_address_of_this_site(signature, settings):
    queue_sealed("claim", signature)

    [message] = sent()

    assert f"{settings.SITE_URL}/not-me/x/" in message.body


def test_link_is_not_sent_once_its_row_is_gone(signature):
    queue_sealed("new_address", signature)
    signature.address_change.delete()

    assert sent() == []


def test_outcome_is_not_sent_while_the_name_is_on_the_list(signature):
    claim, _ = make_claim(signature, state="upheld")
    about = {"about": claim.pk, "signature": signature.pk}
    sealed_mails.queue("claim_yes", to="a@example.org", text=signature.text_version, **about)

    assert sent() == []


def test_outcome_is_sent_once_the_name_is_off_the_list(signature):
    about = {"about": 0, "signature": signature.pk}
    Signature.objects.filter(pk=signature.pk).update(
        state="held", published_at=None, hold_reasons=["claimed"]
    )
    sealed_mails.queue("claim_yes", to="a@example.org", text=signature.text_version, **about)

    assert len(sent()) == 1


def test_mail_about_a_wording_that_is_gone_is_not_sent(signature):
    text = signature.text_version
    queue_sealed("left_address", signature)
    row = OutgoingMail.objects.get()
    text.pk = 0
    sealed_mails.queue("left_address", to="a@example.org", text=text, reference="K7QF-2MXD")

    assert sealed_mails.may_have(row)
    assert not sealed_mails.may_have(OutgoingMail.objects.latest("pk"))
