"""A sender killed at the one moment when a mail is gone and not marked as gone."""

from collections import Counter

import psycopg
import pytest

from signatures.tasks import deliver_due_mail
from tests.journeys.site import wait_until

PEOPLE = [f"batch-{number}@example.org" for number in range(5)]
IN_HAND = "batch-2@example.org"
MARKING = r"""
    FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND query ~ '^\s*UPDATE "?signatures_outgoingmail'
"""
# What a minute does: the lease of the dead sender is over.
LEASE_ENDS = "UPDATE signatures_outgoingmail SET due_at = now() - interval '1 s'"
THANKED = """
    SELECT count(*) FROM signatures_outgoingmail
    WHERE kind = 'thank_you' AND signature_id IN (
        SELECT signature.id FROM signatures_signature AS signature
        JOIN signatures_statement AS statement ON statement.id = statement_id
        WHERE slug = %s
    )
"""


def wake():
    deliver_due_mail.delay()


@pytest.fixture(params=["deliver_mail", "worker"])
def sender(site, request):
    """A process that sends what is due, started and not waited for."""
    sender = site.command("deliver_mail") if request.param == "deliver_mail" else site.worker
    yield sender
    sender.kill()


def test_a_sender_killed_after_the_servers_250_sends_that_mail_twice_and_no_other(
    site, sink, sender
):
    slug = f"killed-{sender.name.replace('_', '-')}"
    site.seed("statement", slug)
    for address in PEOPLE:
        site.sign(slug, address)

    with (
        sink.misbehaving(holds=lambda mail: mail.to == IN_HAND),
        psycopg.connect(site.servers.database_url) as other,
    ):
        sender.start()
        if sender is site.worker:
            site.call(__name__, "wake")
        assert sink.held.wait(60)
        other.execute("SELECT * FROM signatures_outgoingmail FOR UPDATE")
        sink.go_on.set()  # now the server says 250, and the mark cannot be made
        wait_until(lambda: site.value(f"SELECT count(*) {MARKING}") == 1)
        sender.kill()
        # What the dead sender had asked for would otherwise be done without it.
        site.sql(f"SELECT pg_terminate_backend(pid, 5000) {MARKING}")
    site.sql(LEASE_ENDS + " WHERE sent_at IS NULL")
    site.run_command("deliver_mail")

    assert Counter(mail.to for mail in sink.mails) == {**dict.fromkeys(PEOPLE, 1), IN_HAND: 2}
    first, second = sink.to(IN_HAND)
    assert first.id == second.id
    assert len({mail.id for mail in sink.mails}) == 5
    assert first.path != second.path
    assert [site.post(mail.path, {}).status for mail in (first, second)] == [200, 200]
    site.wait_for_count(slug, 1)
    assert site.value(THANKED, slug) == 1
