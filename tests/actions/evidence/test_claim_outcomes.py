import pytest
from django.conf import settings

from signatures.actions.moderation import decisions
from signatures.actions.signing import own_signature
from signatures.models import IdentityClaim
from tests.factories import make_claim, make_link, make_organizer, make_signature, make_text, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def signature():
    return make_signature(make_text(slug="ask"), email="ada@example.org")


def test_withdrawal_tells_the_person_who_reported_and_deletes_the_report(signature, time_machine):
    make_claim(signature, email="owner@example.org")

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))
    time_machine.shift(settings.DECISIONS_TOLD_AFTER)

    assert not IdentityClaim.objects.exists()
    assert {each.to[0] for each in sent()} == {"ada@example.org", "owner@example.org"}


def test_settle_leaves_reports_about_a_signature_that_is_held(signature):
    claim, _ = make_claim(signature)
    decisions.hold(signature, by=make_organizer(), reason="looks odd")

    claim.refresh_from_db()
    assert claim.state == "waiting"


def test_settle_decides_every_report_about_a_signature(signature):
    make_claim(signature)
    make_claim(signature)
    make_claim(signature, state="unconfirmed")

    decisions.reject(signature, by=make_organizer(), refusal="not_them")

    states = sorted(IdentityClaim.objects.values_list("state", flat=True))
    assert states == ["unconfirmed", "upheld", "upheld"]
