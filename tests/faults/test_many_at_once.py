"""What two hundred people do to one row in the same second."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

MAILS = "SELECT kind, count(*) FROM signatures_outgoingmail WHERE signature_id = %s GROUP BY kind"


@pytest.fixture
def statement(site, request):
    slug = request.node.name.replace("_", "-")[:50]
    site.seed("statement", slug)
    return slug


def at_once(number, call):
    with ThreadPoolExecutor(max_workers=50) as threads:
        return list(threads.map(call, range(number)))


def row_of(site, address):
    [[pk]] = site.sql("SELECT id FROM signatures_signature WHERE email = %s", address)
    return pk


def test_200_posts_of_one_address_make_one_row_and_one_mail(site, sink, statement):
    at_once(200, lambda number: site.sign(statement, "crowd@example.org"))

    kinds = dict(site.sql(MAILS, row_of(site, "crowd@example.org")))
    assert kinds == {"confirm": 1, "nothing": 199}
    site.manage("deliver_mail")
    assert [mail.to for mail in sink.mails] == ["crowd@example.org"]


def test_50_confirmations_of_one_link_are_one(site, sink, statement):
    site.sign(statement, "fifty@example.org")
    site.manage("deliver_mail")
    [mail] = sink.mails
    before = site.count(statement)

    answers = at_once(50, lambda number: site.post(mail.path, {}))

    assert Counter(answer.status for answer in answers) == {200: 50}
    assert len({answer.text for answer in answers}) == 1
    assert site.count(statement) == before + 1
    pk = row_of(site, "fifty@example.org")
    for table in ("decision", "attestation"):
        rows = site.value(f"SELECT count(*) FROM signatures_{table} WHERE signature_id = %s", pk)
        assert rows == 1
    assert dict(site.sql(MAILS, pk)) == {"confirm": 1, "thank_you": 1}
