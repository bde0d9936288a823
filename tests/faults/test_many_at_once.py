"""What two hundred people do to one row in the same second."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest

from tests.journeys.site import wait_until

AGO = timedelta(minutes=11)  # longer than the limit of one mail in ten minutes
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
MAILS = "SELECT kind, count(*) FROM signatures_outgoingmail WHERE signature_id = %s GROUP BY kind"


@pytest.fixture
def statement(site, request):
    slug = "".join(each if each.isalnum() else "-" for each in request.node.name)[-50:].strip("-")
    site.seed("statement", slug)
    return slug


def at_once(number, call, gathered=lambda: None):
    """Let 50 threads call ``number`` times; ``gathered`` runs once they have begun."""
    with ThreadPoolExecutor(max_workers=50) as threads:
        answers = threads.map(call, range(number))
        gathered()
        return list(answers)


@contextmanager
def all_in_the_same_moment(site):
    """Hold up everybody who counts towards a limit; yields what lets a crowd of them go on.

    Without this they would seldom meet: their way through the database is a few
    milliseconds long.
    """
    with psycopg.connect(site.servers.database_url) as other:
        other.execute("LOCK TABLE signatures_limitcount IN EXCLUSIVE MODE")

        def let_go():
            wait_until(lambda: site.value(WAITING) >= 6)
            other.rollback()

        yield let_go


def row_of(site, slug, address):
    """The one signature of this address; a second one would be an error here."""
    signed = "statement_id = (SELECT id FROM signatures_statement WHERE slug = %s) AND email = %s"
    return site.value(f"SELECT id FROM signatures_signature WHERE {signed}", slug, address)


@pytest.mark.parametrize("had_mail_before", [False, True], ids=["new", "waiting"])
def test_200_posts_of_one_address_make_one_row_and_one_mail(site, sink, statement, had_mail_before):
    if had_mail_before:
        site.sign(statement, "crowd@example.org")
        site.sql("UPDATE signatures_outgoingmail SET sent_at = now(), created_at = now() - %s", AGO)

    with all_in_the_same_moment(site) as let_go:
        at_once(200, lambda number: site.sign(statement, "crowd@example.org"), let_go)

    kinds = dict(site.sql(MAILS, row_of(site, statement, "crowd@example.org")))
    assert kinds == {"confirm": 1 + had_mail_before, "nothing": 199}
    site.run_command("deliver_mail")
    assert [mail.to for mail in sink.mails] == ["crowd@example.org"]


def test_50_confirmations_of_one_link_are_one(site, sink, statement):
    site.sign(statement, "fifty@example.org")
    site.run_command("deliver_mail")
    [mail] = sink.mails
    before = site.count(statement)

    answers = at_once(50, lambda number: site.post(mail.path, {}))

    assert Counter(answer.status for answer in answers) == {200: 50}
    assert len({answer.text for answer in answers}) == 1
    site.wait_for_count(statement, before + 1)
    pk = row_of(site, statement, "fifty@example.org")
    for table in ("decision", "attestation"):
        rows = site.value(f"SELECT count(*) FROM signatures_{table} WHERE signature_id = %s", pk)
        assert rows == 1
    assert dict(site.sql(MAILS, pk)) == {"confirm": 1, "thank_you": 1}


@pytest.mark.parametrize("with_address", [False, True], ids=["alone", "with addresses"])
def test_200_clients_with_one_code_of_a_guild_use_it_once_or_learn_nothing(
    site, statement, with_address
):
    code = "ABCD-2345-EFGH-6789" if with_address else "EFGH-6789-ABCD-2345"
    site.seed("code", f"guild-{statement}"[:50], code)
    signed = "statement_id = (SELECT id FROM signatures_statement WHERE slug = %s)"

    def sign(number):
        email = f"member{number}@example.org" if with_address else ""
        form = {"name": f"Member {number}", "email": email, "guild_code": code, "display": "full"}
        form |= {"consent_sign": "on", "consent_publish": "on"}
        return site.post(f"/{statement}/sign/", form).status

    with all_in_the_same_moment(site) as let_go:
        answers = Counter(at_once(200, sign, let_go))

    assert answers == ({302: 200} if with_address else {200: 1, 422: 199})
    rows = f"SELECT count(*) FROM signatures_signature WHERE {signed}"
    assert site.value(rows, statement) == (200 if with_address else 1)
    claims = f"SELECT count(*) FROM signatures_codeclaim WHERE {signed}"
    assert site.value(claims, statement) == (0 if with_address else 1)
    site.wait_for_count(statement, 0 if with_address else 1)
