"""An editor's way with a statement: written and seen first, published, corrected, translated."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import DESKTOP, PHONE

LETTER = """Dear minister,

# Why

Faces are scanned.

# What we ask

1. Ask *first*.

# When

Now."""


@pytest.fixture
def editor(visitor, site):
    """Call it for somebody who has signed in as an editor, with a second factor."""

    def come(email, **how):
        site.seed("organizer", email, "editor")
        somebody = visitor(signs_in=True, **how)
        somebody.sign_in(email)
        return somebody

    return come


def look_at_draft(editor):
    """As ``look``, on a page that has a heading of its own and one of the draft."""
    editor.look()
    assert editor.page.locator("h1").count() == 2


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_editor_writes_publishes_corrects_and_translates(editor, site, screen):
    edda = editor(f"edda-{screen is PHONE}@example.org", screen=screen)
    slug, page = ("by-phone" if screen is PHONE else "by-desk"), edda.page
    draft = page.locator("#draft")
    edda.open("/desk/")
    edda.look("The desk")
    edda.press("New statement")
    edda.look("New statement")

    edda.type_into("#id_slug", slug)
    edda.type_into("#id_title", "To the minister")
    edda.type_into("#id_text", LETTER)
    expect(draft.locator("h2", has_text="What we ask")).to_be_visible()
    expect(draft.locator("em")).to_have_text("first")
    expect(draft.locator(".contents li")).to_have_count(3)
    look_at_draft(edda)
    edda.press("Save the statement")
    edda.look("Settings")
    assert site.get(f"/{slug}/").status == 404

    edda.tab_to("#id_publishes_at").fill("2026-01-01T00:00")
    edda.press("Save")
    edda.look("Settings")
    assert "Published on" in page.locator("main").inner_text()
    site.wait_for_words("Ask <em>first</em>", f"/{slug}/")

    edda.press("Texts")
    edda.look("Texts")
    edda.press("Edit English")
    page.wait_for_selector("#draft h1", state="attached")
    look_at_draft(edda)
    edda.tab_to("#id_text").fill(LETTER.replace("Now.", "Today."))
    expect(draft.locator("del")).to_contain_text("Now.")
    expect(draft.locator("ins")).to_contain_text("Today.")
    page.locator("input[value=new_wording]").check()
    edda.press("Save as a new version")
    edda.look("Texts")
    site.wait_for_words("Today.", f"/{slug}/")
    with page.expect_navigation():
        edda.tab_to("a[href*='before=']").press("Enter")
    edda.look("Texts")
    assert "Today." in page.locator("#read ins").inner_text()

    page.locator("#language").select_option("ar")
    edda.press("Write")
    page.wait_for_selector("#draft h1", state="attached")
    edda.tab_to("#id_title").fill("إلى الوزير")
    edda.tab_to("#id_text").fill("نطلب أن نُسأل أولا.")
    expect(draft.locator("blockquote")).to_have_attribute("dir", "rtl")
    look_at_draft(edda)
    edda.press("Save as a new version")
    edda.look("Texts")
    site.wait_for_words("نطلب أن نُسأل أولا.", f"/{slug}/?language=ar")


def test_without_javascript_a_button_shows_the_page(editor):
    edda = editor("edda-without@example.org", script=False)
    page = edda.page
    edda.open("/desk/new/")
    edda.look("New statement")
    edda.type_into("#id_title", "Ask first")
    edda.type_into("#id_text", "We ask *first*.")

    edda.press("Preview")

    assert page.locator("#draft em").inner_text() == "first"
    assert page.locator("#id_text").input_value() == "We ask *first*."
    edda.look()


def test_what_is_typed_outlives_the_end_of_a_session(editor):
    edda = editor("edda-ends@example.org")
    page = edda.page
    edda.open("/desk/new/")
    expect(page.locator("#draft")).to_contain_text("There is no text yet.")

    edda.context.clear_cookies()
    edda.type_into("#id_text", "We ask first.")

    expect(page.locator("#draft-away")).to_be_visible()
    assert page.locator("#id_text").input_value() == "We ask first."
    edda.said.clear()
