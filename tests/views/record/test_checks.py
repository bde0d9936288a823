import re
from datetime import timedelta

import pytest
from django.test import TestCase

from signatures.actions.counts import tallies
from signatures.actions.moderation import decisions as moderation
from signatures.models import Guild
from tests.factories import (
    make_guild_member,
    make_organizer,
    make_signature,
    make_text,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db

FACT = re.compile(r"<dt>(?:<bdi[^>]*>)?([^<]*)(?:</bdi>)?</dt><dd>([^<]*)</dd>")


def test_page_tells_the_numbers_by_method(client, text):
    quill = Guild.objects.create(slug="quill", name="Quill & Ink")
    Guild.objects.create(slug="empty", name="Empty Guild")
    make_guild_member(text, quill)
    for state in ["published", "published", "held", "rejected", "pending"]:
        make_signature(text, state=state, name="Secret Name")
    make_withdrawn(text)

    page = client.get("/ask/checks/").content.decode()

    assert FACT.findall(page) == [
        ("Verified signatories", "3"),
        ("of them by e-mail", "2"),
        ("of them by a guild", "1"),
        ("Guild code", "fewer than 5"),
        ("Added by the campaign team, not confirmed", "0"),
        ("Not accepted", "1"),
        ("another reason", "1"),
        ("Withdrawn", "1"),
    ]
    guild = '<a href="/members/quill/"><bdi translate="no">Quill &amp; Ink</bdi></a>'
    assert f"<dt>{guild}</dt><dd>fewer than 5</dd>" in page
    assert "Secret Name" not in page


def test_page_tells_why_signatures_were_refused(client, text):
    for code in ["automated", "not_them", "automated", "other", "", "unheard_of"]:
        make_signature(text, state="rejected", refusal=code)
    tallies.fold()
    make_signature(text, state="rejected", refusal="rule")

    page = client.get("/ask/checks/").content.decode()

    facts = FACT.findall(page)
    first = facts.index(("Not accepted", "7"))
    assert facts[first + 1 : -1] == [
        ("not signed by the person named", "1"),
        ("automated or in bulk", "2"),
        ("rejected by a rule for senders, networks or names", "1"),
        ("another reason", "3"),
    ]


def test_reason_is_there_at_once(client, text, settings):
    settings.PAGE_CACHE_TIMEOUT = timedelta(minutes=1)
    signature = make_signature(text, state="held")
    assert "in bulk" not in client.get("/ask/checks/").content.decode()

    mo = make_organizer("moderator")
    with TestCase.captureOnCommitCallbacks(execute=True):
        moderation.reject(signature, by=mo, refusal="automated")

    assert "in bulk" in client.get("/ask/checks/").content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_page_costs_the_same_however_many_signed(client, text, people, django_assert_num_queries):
    for number in range(people):
        guild = Guild.objects.create(slug=f"g{number}", name=f"Guild {number}")
        make_guild_member(text, guild)

    with django_assert_num_queries(8):
        client.get("/ask/checks/")


def test_every_public_page_of_a_statement_leads_there(client, text):
    for path in ("/ask/", "/ask/signatories/", "/ask/checks/"):
        assert 'href="/ask/checks/"' in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/early/checks/", "/nowhere/checks/"])
def test_numbers_of_what_is_not_public_are_not_found(client, path):
    make_text(slug="early", publishes_at=None)

    assert client.get(path).status_code == 404


def test_page_says_how_many_sign_with_one_mailbox(client, text):
    assert "One mailbox signs once." in client.get("/ask/checks/").content.decode()

    make_text(slug="both", shares_mailboxes=True)
    page = client.get("/both/checks/").content.decode()

    assert "Up to two people can sign with one mailbox" in page
    assert "signs once" not in page
