"""An update, from the editor's draft to the signatory's e-mail, page and feed, and one click."""

import re

import pytest

from tests.journeys.site import wait_until
from tests.journeys.visitor import PHONE

EDITOR = "edda@example.org"
SIGNATORY = "updated@example.org"
TITLE = "We met the studios"


@pytest.fixture
def editor(visitor, site):
    site.seed("organizer", EDITOR, "editor")
    somebody = visitor(signs_in=True)
    somebody.sign_in(EDITOR)
    return somebody


@pytest.mark.timeout(240)
def test_update_is_written_sent_read_and_stopped_by_one_click(editor, visitor, site, browser):
    site.seed("update_reader", "news", SIGNATORY)
    editor.open("/desk/news/updates/")
    editor.look("Updates")
    editor.press("Write an update")
    editor.look("New update")
    editor.type_into("#id_title", TITLE)
    editor.type_into("#id_text", "They *listened*.")
    editor.press("Save and preview")
    editor.look(TITLE)
    assert editor.page.locator(".update em").inner_text() == "listened"
    assert site.get("/news/updates/feed.xml").text.count("<entry>") == 0

    editor.press("E-mail it to me only")
    site.sink.wait_for(EDITOR, about=TITLE)
    editor.press("Publish and send")
    editor.look(TITLE)

    mail = site.sink.wait_for(SIGNATORY, about=TITLE)
    assert mail.subject == TITLE
    reader = visitor(screen=PHONE)
    reader.open("/news/updates/")
    reader.look("Updates")
    assert reader.page.locator(".update h2").inner_text() == TITLE
    site.wait_for_words(TITLE, "/news/updates/feed.xml")
    wait_until(lambda: _sent(editor) == "1", within=60)

    [link] = re.findall(
        r"<http://localhost:\d+(/unsubscribe/[^>]+)>", mail.message["List-Unsubscribe"]
    )
    reader.open(link)
    reader.look("Stop updates")
    assert _wants(site)
    answer = site.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status == 200
    assert not _wants(site)
    print(f"updates stopped by an e-mail program: after {answer.seconds:.1f} s")
    reader.open(link)
    reader.look("You get no more updates")
    assert {each.subject for each in site.sink.mails if not _fits(browser, each.html)} == set()


def _fits(browser, html):
    """Return whether an e-mail is no wider than the smallest phone."""
    page = browser.new_page(viewport={"width": 320, "height": 600})
    page.set_content(html)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    return width <= 320


def _sent(editor):
    editor.page.reload()
    return editor.page.locator(".desk__facts dd").nth(1).inner_text()


def _wants(site):
    return site.value("SELECT updates FROM signatures_signature WHERE email = %s", SIGNATORY)
