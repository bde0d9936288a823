import pytest
from django.utils import timezone

from signatures.actions.evidence import screening
from signatures.actions.mail import addresses, suppressions
from signatures.models import Decision, Erasure, OutgoingMail, Suppression
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db

ADA = "ada@example.org"
REFUSED = {"kind": "thank_you", "last_error": "SMTPRecipientsRefused 550"}


def bounced(signature):
    return OutgoingMail.objects.create(signature=signature, **REFUSED, failed_at=timezone.now())


def test_address_is_found_on_all_statements_in_any_spelling():
    one, two = (make_signature(make_text(), email=ADA) for _ in range(2))
    similar = make_signature(make_text(), email="ada+news@example.org")
    make_signature(make_text(), email="eve@example.org")
    mail = bounced(one)
    suppressions.suppress(two, reason="disowned")

    found = addresses.look_up("ADA@Example.org")

    assert found.signatures == [two, one]
    assert found.similar == [similar]
    assert found.failed == [mail]
    assert [each.statement for each in found.suppressions] == [two.statement]
    assert not addresses.look_up("no@example.org").can_be_cleared


def test_cleared_address_gets_e_mails_and_is_held_no_longer():
    one, two = (make_signature(make_text(), email=ADA) for _ in range(2))
    bounced(one)
    suppressions.suppress(two, reason="disowned")
    suppressions.suppress(make_signature(make_text(), email="eve@example.org"), reason="disowned")
    olga = make_organizer("owner")
    before = Erasure.objects.count()

    cleared = [addresses.clear(ADA, by=olga, reason="asked by phone") for _ in range(2)]

    assert cleared == [2, 0]
    assert not suppressions.is_suppressed(two)
    assert Suppression.objects.count() == 1
    assert Erasure.objects.count() == before + 1  # a restore does not suppress it again
    new = make_signature(make_text(), email=ADA, state="pending", credit="Poet")
    assert screening.screen(new).reasons == []
    lines = Decision.objects.filter(about="mail", by=olga).order_by("pk")
    assert list(lines.values_list("subject", "from_state", "to_state", "reason", "statement")) == [
        (
            "no e-mails to an address",
            "disowned",
            "allowed again",
            "asked by phone",
            two.statement_id,
        ),
        ("failed e-mail", REFUSED["last_error"], "cleared", "asked by phone", one.statement_id),
    ]
