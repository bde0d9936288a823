"""The public page and the feed of updates: only what is published, and only while it is."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.statements import updates
from signatures.models import Statement
from signatures.views.record import updates as view
from tests.factories import make_organizer, make_signature, make_update

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = ["/ask/updates/", "/ask/updates/feed.xml"]


@pytest.mark.parametrize("path", PAGES)
def test_page_and_feed_show_published_updates_only(client, text, path):
    make_update(text, title="Told to everyone")
    make_update(text, title="Secret draft", state="draft")
    make_update(text, title="Secret plan", state="scheduled")
    updates.retract(make_update(text, title="Secret mistake"), by=make_organizer("editor"))
    make_update(title="Of another statement")

    page = client.get(path)

    assertContains(page, "Told to everyone")
    assertNotContains(page, "Secret")
    assertNotContains(page, "another statement")
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("wait", [None, timedelta(days=1)], ids=["never", "tomorrow"])
def test_page_and_feed_are_404_while_the_statement_is_not_public(client, text, path, wait):
    make_update(text)
    Statement.objects.update(publishes_at=wait and timezone.now() + wait)
    invitation = Statement.objects.get().invitation

    assert client.get(path).status_code == 404
    assert client.get(f"{path}?invitation={invitation}").status_code == 404


def test_statement_shows_its_latest_update(client, text):
    assertNotContains(client.get("/ask/"), "Latest update")

    make_update(text, title="A newer plan", state="scheduled")
    make_update(text, title="We met them")

    page = client.get("/ask/")
    assertContains(page, "Latest update")
    assertContains(page, "We met them")
    assertNotContains(page, "A newer plan")


def test_page_leads_to_older_updates(client, text, monkeypatch):
    monkeypatch.setattr(view, "ON_A_PAGE", 2)
    now = timezone.now()
    for day in range(1, 4):
        update = make_update(text, title=f"Of day {day}")
        update.publish_at = now - timedelta(days=day)
        update.save()

    first = client.get("/ask/updates/")
    assertNotContains(first, "Of day 3")
    [older] = re.findall(r'href="([^"]+before=[^"]+)"', first.content.decode())
    assertContains(client.get(older), "Of day 3")
    assertNotContains(client.get(older), "Of day 2")


@pytest.mark.parametrize("before", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_page_before_an_unknown_update_is_404(client, text, before):
    assert client.get(f"/ask/updates/?before={before}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_however_many(client, text, number, django_assert_num_queries):
    for _ in range(number):
        make_update(text)

    with django_assert_num_queries(3):
        client.get("/ask/updates/")


def test_feed_has_the_whole_text_as_html(client, text):
    update = make_update(text, title="Ask & <b>be</b> asked", text="They *listened*.\x0b")
    make_signature(text)

    feed = ElementTree.fromstring(client.get("/ask/updates/feed.xml").content)

    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Ask & <b>be</b> asked"
    assert entry.find(f"{ATOM}content").attrib == {"type": "html"}
    assert entry.find(f"{ATOM}content").text.strip() == "<p>They <em>listened</em>.</p>"
    assert (
        entry.find(f"{ATOM}link")
        .attrib["href"]
        .endswith(f"/ask/updates/#update-{update.public_id.hex[:8]}")
    )
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{update.public_id}"
