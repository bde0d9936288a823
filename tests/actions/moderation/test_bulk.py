from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.counts import check as tally_check
from signatures.actions.moderation import bulk as batches
from signatures.actions.moderation import bulk_worker
from signatures.actions.moderation import decisions as moderation
from signatures.actions.privacy import erase as erasing
from signatures.actions.privacy import retention
from signatures.errors import TooManyError
from signatures.models import Batch, BatchRow, Decision, Signature
from tests.actions.moderation.bulk_decisions import plan, run, states
from tests.factories import make_signature, make_withdrawn

pytestmark = pytest.mark.django_db


def test_plan_leaves_out_what_is_erased(mo, text):
    signature = make_signature(text, state="rejected")
    erasing.empty_fields([signature])

    assert plan(text, mo, "publish").total == 0


@pytest.mark.parametrize(
    ("act", "taken", "left_out"),
    [
        ("hold", {"published": 1}, {"pending": 1, "held": 1, "rejected": 1, "withdrawn": 1}),
        ("refuse", {"published": 1, "held": 1}, {"pending": 1, "rejected": 1, "withdrawn": 1}),
        ("publish", {"held": 1, "rejected": 1}, {"pending": 1, "published": 1, "withdrawn": 1}),
    ],
)
def test_plan_takes_whom_the_act_can_move_and_moves_nobody(text, mo, act, taken, left_out):
    for state in ("pending", "held", "published", "rejected"):
        make_signature(text, state=state)
    make_withdrawn(text)
    before = states(text)

    batch = plan(text, mo, act)

    assert (batch.states, batch.left_out, batch.total) == (taken, left_out, len(taken))
    assert BatchRow.objects.filter(batch=batch).count() == len(taken)
    assert states(text) == before
    assert bulk_worker.run_due() == 0
    assert not Decision.objects.exists()


def test_watched_names_are_not_published_in_bulk(text, mo):
    make_signature(text, state="held", reasons=["watched_name"])
    refused = make_signature(text, state="held", reasons=["watched_name", "capitals"])
    moderation.reject(refused, by=mo, refusal="not_them")
    make_signature(text, state="held", reasons=["capitals"])

    batch = run(text, mo, "publish")

    assert batch.left_out == {"watched_name": 2}
    assert states(text) == ["held", "rejected", "published"]


def test_name_watched_since_the_preview_is_not_published(text, mo):
    make_signature(text, state="held")
    batch = plan(text, mo, "publish")
    Signature.objects.update(hold_reasons=["watched_name"])
    batches.start(batch, by=mo)

    bulk_worker.run_due()

    batch.refresh_from_db()
    assert (batch.moved, batch.skipped, states(text)) == (0, 1, ["held"])


def test_too_many_are_refused_and_nothing_is_kept(text, mo, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 2)
    for _ in range(3):
        make_signature(text)

    with pytest.raises(TooManyError):
        plan(text, mo)

    assert not Batch.objects.exists()
    assert not BatchRow.objects.exists()


def test_batch_is_about_those_of_its_preview_only(text, mo):
    make_signature(text)
    batch = plan(text, mo)
    make_signature(text)
    batches.start(batch, by=mo)

    bulk_worker.run_due()

    assert states(text) == ["held", "published"]


def test_whoever_changed_since_the_preview_is_skipped_and_counted(text, mo):
    first, second = make_signature(text, state="held"), make_signature(text, state="held")
    batch = plan(text, mo, "refuse", refusal="automated")
    moderation.publish(first, by=mo, reason="a person")
    batches.start(batch, by=mo)

    bulk_worker.run_due()

    batch.refresh_from_db()
    second.refresh_from_db()
    assert (batch.state, batch.moved, batch.skipped) == ("done", 1, 1)
    assert states(text) == ["published", "rejected"]
    assert second.refusal == "automated"


def test_batch_starts_once(text, mo):
    make_signature(text)
    batch = plan(text, mo)

    assert batches.start(batch, by=mo)
    assert not batches.start(batch, by=mo)

    assert Decision.objects.filter(about="batch").count() == 1


def test_cancelled_preview_is_gone(text, mo):
    make_signature(text)
    batch = plan(text, mo)

    assert batches.cancel(batch, by=mo)

    assert not Batch.objects.exists()
    assert not BatchRow.objects.exists()
    assert not batches.start(batch, by=mo)


def test_undo_brings_back_each_as_it_was_but_those_decided_since(text, mo):
    make_signature(text, state="held", reasons=["capitals"])
    make_signature(text)
    decided = make_signature(text)
    was = list(Signature.objects.order_by("pk").values())
    batch = run(text, mo, "refuse", refusal="abuse")
    decided.refresh_from_db()
    moderation.publish(decided, by=mo, reason="a person")

    undoing = batches.undo(batch, by=mo)
    bulk_worker.run_due()

    undoing.refresh_from_db()
    assert (undoing.moved, undoing.skipped) == (2, 1)
    assert list(Signature.objects.order_by("pk").values())[:2] == was[:2]
    assert tally_check.differences() == []


def test_batch_is_undone_once(text, mo):
    make_signature(text)
    batch = run(text, mo)

    first = batches.undo(batch, by=mo)

    assert batches.undo(batch, by=mo) is None
    batches.cancel(first, by=mo)
    assert batches.undo(batch, by=mo)


def test_undone_undo_does_it_again(text, mo):
    make_signature(text)
    batch = run(text, mo, "refuse", refusal="abuse")
    undoing = batches.undo(batch, by=mo)
    bulk_worker.run_due()
    undoing.refresh_from_db()

    batches.undo(undoing, by=mo)
    bulk_worker.run_due()

    assert Signature.objects.get().refusal == "abuse"


@pytest.mark.parametrize("state", ["planned", "running"])
def test_what_is_not_over_is_not_undone(text, mo, state):
    make_signature(text)
    batch = plan(text, mo)
    Batch.objects.update(state=state)
    batch.refresh_from_db()

    assert batches.undo(batch, by=mo) is None


def test_delete_old_deletes_previews_and_rows_after_a_day_and_keeps_the_numbers(text, mo):
    make_signature(text)
    batch = run(text, mo, query="name=ada")
    preview = plan(text, mo, "publish")
    batches.delete_old()
    assert BatchRow.objects.count() == 2

    day_ago = timezone.now() - timedelta(days=1, minutes=1)
    Batch.objects.update(planned_at=day_ago)
    Batch.objects.filter(pk=batch.pk).update(ended_at=day_ago)
    assert retention.erase_expired() > 0

    batch.refresh_from_db()
    assert (batch.query, batch.moved) == ("", 1)
    assert not Batch.objects.filter(pk=preview.pk).exists()
    assert not BatchRow.objects.exists()
    assert retention.erase_expired() == 0
