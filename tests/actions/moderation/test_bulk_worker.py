from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import tallies
from signatures.actions.evidence import transitions
from signatures.actions.moderation import bulk as batches
from signatures.actions.moderation import bulk_worker
from signatures.models import Decision
from tests.actions.moderation.bulk_decisions import plan, run, states
from tests.factories import make_signature

pytestmark = pytest.mark.django_db


def test_each_row_is_a_decision_of_the_batch_and_the_batch_has_its_own_lines(text, mo):
    signatures = [make_signature(text) for _ in range(3)]

    batch = run(text, mo, "refuse", refusal="automated", query="domain=secret.example&state=held")

    decided = Decision.objects.filter(batch=batch.pk, about="signature").order_by("pk")
    assert [each.signature_id for each in decided] == [each.pk for each in signatures]
    assert {(each.by, each.reason, each.refusal) for each in decided} == {
        (mo, "a burst", "automated")
    }
    lines = Decision.objects.filter(about="batch").order_by("pk")
    assert list(lines.values_list("from_state", "to_state", "by", "batch")) == [
        ("previewed, found by domain, state", "refuse: 3 signatures", mo.pk, batch.pk),
        ("running", "done: 3 moved, 0 skipped", None, batch.pk),
    ]
    assert tallies.refusals(text.statement) == {"automated": 3}
    assert tally_check.differences() == []


def test_worker_that_dies_is_followed_by_one_that_goes_on(text, mo, monkeypatch):
    monkeypatch.setattr(bulk_worker, "CHUNK", 2)
    for _ in range(5):
        make_signature(text)
    batch = plan(text, mo)
    batches.start(batch, by=mo)
    bulk_worker._run_chunk()
    whole = transitions.move

    def die(*arguments, **more):
        whole(*arguments, **more)
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(transitions, "move", die)
        with pytest.raises(SystemExit):
            bulk_worker.run_due()
    batch.refresh_from_db()
    assert (batch.state, batch.moved) == ("running", 2)

    assert bulk_worker.run_due() == 3

    batch.refresh_from_db()
    assert (batch.state, batch.moved, batch.skipped) == ("done", 5, 0)
    assert Decision.objects.filter(batch=batch.pk, about="signature").count() == 5


def test_cancel_stops_between_chunks_and_undo_brings_back_what_was_done(text, mo, monkeypatch):
    monkeypatch.setattr(bulk_worker, "CHUNK", 2)
    for _ in range(5):
        make_signature(text)
    batch = plan(text, mo)
    batches.start(batch, by=mo)
    bulk_worker._run_chunk()

    assert batches.cancel(batch, by=mo)
    assert bulk_worker.run_due() == 0
    assert states(text).count("held") == 2
    batch.refresh_from_db()
    undoing = batches.undo(batch, by=mo)
    bulk_worker.run_due()

    undoing.refresh_from_db()
    assert (undoing.state, undoing.moved) == ("done", 2)
    assert states(text) == ["published"] * 5
    assert not batches.cancel(batch, by=mo)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_the_same_chunk(text, mo, monkeypatch):
    monkeypatch.setattr(bulk_worker, "CHUNK", 2)
    for _ in range(9):
        make_signature(text)
    batch = plan(text, mo)
    batches.start(batch, by=mo)

    def work(_):
        try:
            return bulk_worker.run_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        moved = list(workers.map(work, range(3)))

    batch.refresh_from_db()
    assert sum(moved) == batch.moved == 9
    assert (batch.state, batch.skipped) == ("done", 0)
    assert Decision.objects.filter(batch=batch.pk, about="signature").count() == 9
