"""Valkey gone in the middle of a delivery: the e-mail in hand goes out, and once."""

import time
from collections import Counter

import pytest

from signatures.tasks import deliver_due_mail
from tests.journeys.site import wait_until

# A worker that ended its tasks with the connection would do so within moments of losing it.
NOTICED = 3  # seconds
TO_SEND = "FROM signatures_outgoingmail WHERE sent_at IS NULL AND failed_at IS NULL"


def wake():
    deliver_due_mail.delay()


@pytest.fixture
def worker(site):
    site.worker.start()
    yield site.worker
    site.worker.stop(within=30)


def test_delivery_ends_what_it_began_when_valkey_goes_and_the_worker_takes_up_work_again(
    site, sink, worker
):
    site.seed("statement", "valkey-goes")
    site.sign("valkey-goes", "in-hand@example.org")
    with sink.misbehaving(holds=lambda mail: mail.to == "in-hand@example.org"):
        site.call(__name__, "wake")
        assert sink.held.wait(60)
        site.servers.valkey.child.kill()
        time.sleep(NOTICED)
        sink.go_on.set()
        wait_until(lambda: site.value(f"SELECT count(*) {TO_SEND}") == 0)
    site.servers.valkey.start()
    site.sign("valkey-goes", "after@example.org")
    site.call(__name__, "wake")
    sink.wait_for("after@example.org")

    assert Counter(mail.to for mail in sink.mails) == {
        "in-hand@example.org": 1,
        "after@example.org": 1,
    }
