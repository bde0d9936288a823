import pytest

from signatures.actions import moderation, tallies
from signatures.models import Decision, User
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer():
    return User.objects.create_superuser("organizer@example.org")


@pytest.mark.parametrize(
    ("decide", "before", "after"),
    [
        (moderation.publish, "held", "published"),
        (moderation.publish, "rejected", "published"),
        (moderation.hold, "published", "held"),
        (moderation.reject, "published", "rejected"),
        (moderation.reject, "held", "rejected"),
    ],
)
def test_a_decision_moves_the_signature_the_tallies_and_the_log(decide, before, after, organizer):
    text = make_text()
    signature = make_signature(text, state=before)

    assert decide(signature, by=organizer, reason="looked")

    signature.refresh_from_db()
    decision = Decision.objects.get()
    assert signature.state == after
    assert (decision.from_state, decision.to_state) == (before, after)
    assert (decision.by, decision.reason) == (organizer, "looked")
    assert tallies.counts(text.statement)["signatories"] == (after == "published")
    assert tallies.counts(text.statement)["rejected"] == (after == "rejected")


@pytest.mark.parametrize("decide", [moderation.publish, moderation.hold, moderation.reject])
def test_no_decision_moves_what_nobody_proved(decide, organizer):
    signature = make_signature(make_text(), state="pending")

    assert not decide(signature, by=organizer, reason="tried")

    signature.refresh_from_db()
    assert signature.state == "pending"
    assert not Decision.objects.exists()


def test_of_two_organizers_one_wins(organizer):
    signature = make_signature(make_text(), state="held")
    also_seen = type(signature).objects.get(pk=signature.pk)
    moderation.publish(signature, by=organizer, reason="first")

    assert not moderation.publish(also_seen, by=organizer, reason="second")

    assert Decision.objects.count() == 1
