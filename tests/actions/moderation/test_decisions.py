from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures, tallies
from signatures.actions.moderation import decisions as moderation
from signatures.models import (
    Decision,
    Signature,
    User,
)
from signatures.models.triggers import LOG_IS_NEVER_EMPTIED
from tests.factories import DAY, make_signature, make_text

pytestmark = pytest.mark.django_db
reject = partial(moderation.reject, refusal="duplicate")


@pytest.fixture
def organizer():
    return User.objects.create_superuser("organizer@example.org")


@pytest.mark.table(
    ("decide", "before", "after"),
    [
        (moderation.publish, "held", "published"),
        (moderation.publish, "rejected", "published"),
        (moderation.hold, "published", "held"),
        (reject, "published", "rejected"),
        (reject, "held", "rejected"),
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
    assert figures.of(text.statement).signatories == (after == "published")
    assert figures.of(text.statement).rejected == (after == "rejected")


@pytest.mark.parametrize("decide", [moderation.publish, moderation.hold, reject])
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


def test_refusal_is_counted_by_its_reason_and_told_nobody_else(organizer):
    text = make_text()
    signature = make_signature(text)

    moderation.reject(signature, by=organizer, refusal="not_them", reason="she wrote to us")

    signature.refresh_from_db()
    decision = Decision.objects.get()
    assert signature.refusal == decision.refusal == "not_them"
    assert tallies.refusals(text.statement) == {"not_them": 1}
    moderation.publish(signature, by=organizer, reason="it was her")
    tallies.fold()
    assert tallies.refusals(text.statement) == {}


@pytest.mark.table(
    ("decide", "before"),
    [
        (moderation.publish, "held"),
        (reject, "held"),
        (moderation.hold, "published"),
        (reject, "published"),
    ],
)
def test_undo_brings_back_all_that_was(decide, before, organizer):
    text = make_text()
    signature = make_signature(
        text, state=before, reasons=["mixed_scripts", "rule_3"], signed_at=timezone.now() - DAY
    )
    if before == "published":
        Signature.objects.update(published_at=timezone.now() - DAY)
    was = Signature.objects.values().get()
    decide(signature, by=organizer, reason="looked")
    decision = Decision.objects.get()

    assert moderation.undo(decision, by=organizer)

    assert Signature.objects.values().get() == was
    undone = Decision.objects.latest("pk")
    assert (undone.undoes, undone.to_state, undone.by) == (decision.pk, before, organizer)
    assert tally_check.differences() == []
    assert not moderation.undo(decision, by=organizer)


def test_undone_publication_is_refused_for_the_same_reason_again(organizer):
    signature = make_signature(make_text(), state="held")
    moderation.reject(signature, by=organizer, refusal="abuse")
    moderation.publish(signature, by=organizer, reason="")

    assert moderation.undo(Decision.objects.latest("pk"), by=organizer)

    signature.refresh_from_db()
    assert (signature.state, signature.refusal) == ("rejected", "abuse")


def test_what_somebody_decided_since_is_not_undone(organizer):
    signature = make_signature(make_text(), state="held")
    moderation.publish(signature, by=organizer, reason="")
    first = Decision.objects.get()
    moderation.hold(signature, by=organizer, reason="")

    assert not moderation.undo(first, by=organizer)

    signature.refresh_from_db()
    assert signature.state == "held"


def test_proof_is_not_undone(organizer):
    signature = make_signature(make_text(), state="held")
    proven = Decision.objects.create(
        signature=signature, statement=signature.statement, from_state="pending", to_state="held"
    )

    assert not moderation.undo(proven, by=organizer)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE signatures_decision SET reason = 'no'",
        "DELETE FROM signatures_decision",
        "TRUNCATE signatures_decision",
    ],
)
def test_the_log_is_append_only_to_the_application_itself(change, organizer):
    signature = make_signature(make_text())
    moderation.hold(signature, by=organizer, reason="why")
    with connection.cursor() as cursor:  # the tests empty all tables, and switched it off
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    LOG_IS_NEVER_EMPTIED.enable(Decision)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)

    assert Decision.objects.get().reason == "why"


@pytest.fixture
def another():
    return User.objects.create_user("another@example.org", role="moderator")


def test_first_publication_of_a_watched_name_takes_two_people(organizer, another):
    signature = make_signature(make_text(), state="held", reasons=["watched_name", "capitals"])

    for _ in range(3):
        assert not moderation.publish(signature, by=organizer, reason="")
    signature.refresh_from_db()
    assert signature.state == "held"
    assert moderation.publish(signature, by=another, reason="")

    line, move = Decision.objects.order_by("pk")
    assert (line.by, line.subject) == (organizer, f"signature {signature.pk}")
    assert (line.to_state, line.signature) == ("approved publication", None)
    assert (move.by, move.to_state) == (another, "published")


def test_watched_name_that_was_public_before_takes_one_person(organizer, another):
    signature = make_signature(make_text(), state="held", reasons=["watched_name"])
    for each in (organizer, another):
        moderation.publish(signature, by=each, reason="")
    moderation.hold(signature, by=organizer, reason="")

    assert moderation.publish(signature, by=organizer, reason="")


def test_agreeing_can_be_taken_back(organizer, another):
    signature = make_signature(make_text(), state="held", reasons=["watched_name"])
    moderation.publish(signature, by=organizer, reason="")

    assert moderation.withdraw_approval(signature, by=organizer)

    assert not moderation.withdraw_approval(signature, by=organizer)
    assert not moderation.publish(signature, by=another, reason="")
    last = Decision.objects.filter(by=organizer).latest("pk")
    assert last.to_state == "withdrew their approval"


def test_publication_by_two_is_undone_as_any(organizer, another):
    signature = make_signature(make_text(), state="held", reasons=["watched_name"])
    for each in (organizer, another):
        moderation.publish(signature, by=each, reason="")

    assert moderation.undo(Decision.objects.latest("pk"), by=another)

    signature.refresh_from_db()
    assert (signature.state, signature.hold_reasons) == ("held", ["watched_name"])


def test_decision_can_be_bound_to_what_was_seen(organizer):
    signature = make_signature(make_text(), state="rejected")
    listed = make_signature(make_text())

    assert not moderation.publish(signature, by=organizer, reason="", before=["held"])
    assert not reject(listed, by=organizer, before=["held"])
