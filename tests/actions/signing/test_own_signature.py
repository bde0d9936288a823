import re

import pytest

from signatures.actions.counts import figures, tallies
from signatures.actions.mail import delivery, links
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.errors import BrokenLinkError, UsedLinkError
from signatures.models import Attestation, Decision, OutgoingMail, Signature, TallyDelta, Token
from tests.factories import make_link, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["held", "published", "rejected"])
def test_withdraw_erases_the_person_and_keeps_the_count(state):
    text = make_text()
    signature = make_signature(
        text, state=state, name="Ada", credit="Composer", country="IE", updates=True
    )
    email = signature.email
    OutgoingMail.objects.create(signature=signature, kind="link")

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    signature.refresh_from_db()
    kept = set(map(str, Signature.objects.filter(pk=signature.pk).values_list().get()))
    assert signature.state == "withdrawn"
    assert not {"Ada", "Composer", "IE", email} & kept
    assert (signature.email, signature.mailbox, signature.updates) == ("", None, False)
    assert not OutgoingMail.objects.unsent().filter(signature=signature).exists()
    assert set(Token.objects.values_list("email", flat=True)) == {""}
    assert figures.of(text.statement).withdrawn == 1
    assert figures.of(text.statement).signatories == 0
    assert Decision.objects.get().to_state == "withdrawn"


def test_withdraw_counts_out_a_name_that_organizers_added():
    text = make_text()
    added = make_signature(text, name="On Paper", added_by_organizers=True)
    Attestation.objects.all().delete()
    TallyDelta.objects.all().delete()
    Signature.objects.update(attested_at=None)
    added.refresh_from_db()
    tallies.entered(added)
    assert figures.of(text.statement).added == 1

    own_signature.withdraw(make_link(added, "manage", expires_in=None))

    assert figures.of(text.statement).added == 0


def test_withdraw_twice_finds_the_link_used():
    link = make_link(make_signature(make_text()), "manage", expires_in=None)
    own_signature.withdraw(link)

    with pytest.raises(UsedLinkError):
        own_signature.withdraw(link)

    assert Decision.objects.count() == 1


def test_withdraw_takes_no_confirm_link():
    signature = make_signature(make_text())

    with pytest.raises(BrokenLinkError):
        own_signature.withdraw(make_link(signature, "confirm"))

    assert Signature.objects.published().exists()


def test_a_confirm_link_of_a_withdrawn_signature_is_used():
    signature = make_signature(make_text())
    confirm = make_link(signature)
    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    with pytest.raises(UsedLinkError):
        signing.confirm(confirm)


def test_ask_for_link_sends_one_mail_with_a_link_to_every_proven_signature(mailoutbox):
    proven = [make_signature(make_text(), email="ada@example.org") for _ in range(3)]
    make_signature(make_text(), state="pending", email="ada@example.org")
    make_signature(make_text(), email="eve@example.org")

    own_signature.ask_for_link("Ada@example.org")
    delivery.deliver_due()

    [message] = mailoutbox
    assert message.to == ["ada@example.org"]
    for part in (message.body, message.alternatives[0].content):
        found = re.findall(r"/manage/([\w-]+)/", part)
        opened = [links.follow(each, Token.Purpose.MANAGE) for each in found]
        assert opened == proven[::-1]


def test_ask_for_link_of_a_stranger_writes_one_row_too():
    own_signature.ask_for_link("stranger@example.org")

    assert [each.kind for each in OutgoingMail.objects.all()] == ["nothing"]


def test_ask_for_link_stops_at_the_mailbox_limit():
    make_signature(make_text(), email="ada@example.org")

    for _ in range(8):
        own_signature.ask_for_link("ada@example.org")

    assert OutgoingMail.objects.filter(kind="link").count() == 5
