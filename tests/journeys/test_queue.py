"""The queue by keyboard alone: from the sign-in to the tenth decision, and back by one."""

import pytest
from playwright.sync_api import expect

from tests.factories import totp_code
from tests.journeys.visitor import PHONE

PASSWORD = "correct horse battery"
STATES = "SELECT state, count(*) FROM signatures_signature WHERE statement_id = {} GROUP BY 1"
STATEMENT = "(SELECT id FROM signatures_statement WHERE slug = '{}')"


@pytest.fixture
def moderator(visitor, site, request):
    """Somebody who has signed in, by hand, and a queue of a dozen of their own."""

    def come(**how):
        slug = f"queue-{len(request.node.name)}"
        email = f"{slug}@example.org"
        site.seed("queue", slug, email)
        somebody = visitor(signs_in=True, **how)
        somebody.slug = slug
        somebody.open(f"/desk/{slug}/queue/")
        somebody.type_into("#id_login", email)
        somebody.type_into("#id_password", PASSWORD)
        somebody.press("Sign in")
        somebody.type_into("#id_code", totp_code())
        somebody.page.keyboard.press("Enter")
        somebody.page.wait_for_url(f"**/desk/{slug}/queue/")
        return somebody

    return come


def states(site, slug):
    return dict(site.sql(STATES.format(STATEMENT.format(slug))))


def test_ten_decisions_by_keys_alone(moderator, site):
    somebody = moderator()
    page = somebody.page
    said, name = page.locator("#said p"), page.locator("#open-name")
    somebody.look("Queue")
    expect(name).to_have_text("Gwen Exemple")

    page.keyboard.press("p")
    expect(said).to_have_text("Published Gwen Exemple.")
    expect(name).to_have_text("ADA EXAMPLE")
    expect(name).to_be_focused()
    somebody.look("Queue")

    page.keyboard.press("u")
    expect(said).to_have_text("Undone: Gwen Exemple is under review again.")
    expect(name).to_have_text("Gwen Exemple")
    page.keyboard.press("p")
    expect(name).to_have_text("ADA EXAMPLE")

    page.keyboard.press("2")  # no reason is in sight yet
    page.keyboard.press("r")
    somebody.look("Queue")
    page.keyboard.press("2")
    expect(said).to_have_text("Refused ADA EXAMPLE: not the name of a person.")
    expect(name).to_have_text("Stop The Robots Now!")

    page.keyboard.press("n")
    expect(name).to_have_text("李安")
    for after in ("فاطمة المثال", "Nuala Ní Shampla", "Сate Example", "Hal 90000"):
        page.keyboard.press("p")
        expect(name).to_have_text(after)
    page.keyboard.press("r")
    somebody.type_into("#words", "p n u 1")  # letters, not keys
    page.keyboard.press("Escape")
    expect(name).to_have_text("Hal 90000")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("2")
    for after in ("Pia Paper", "Quinn Example", "Rae Example"):
        expect(name).to_have_text(after)
        page.keyboard.press("p")
    expect(name).to_have_text("A. Lovelace")
    assert states(site, somebody.slug) == {"held": 3 - 1, "published": 9, "rejected": 2}

    page.keyboard.press("p")
    expect(said).to_have_text("You approved A. Lovelace. A second organizer is needed.")
    expect(name).to_have_text("Stop The Robots Now!")
    somebody.look("Queue")

    page.keyboard.press("?")
    expect(page.get_by_text("Choose a reason")).to_be_visible()
    somebody.look("Queue")
    page.keyboard.press("?")
    expect(page.get_by_text("Choose a reason")).to_be_hidden()
    page.locator("#keys").click()
    page.keyboard.press("p")  # off outside of the queue
    name.focus()
    page.keyboard.press("p")
    expect(name).not_to_have_text("Stop The Robots Now!")
    assert states(site, somebody.slug)["published"] == 10


def test_hold_publish_undo_without_a_script_on_a_phone(moderator, site):
    somebody = moderator(script=False, screen=PHONE)
    page = somebody.page
    expect(page.locator("#open-name")).to_have_text("Gwen Exemple")
    somebody.look("Queue")

    somebody.press("Publish")
    expect(page.locator("#said p")).to_have_text("Published Gwen Exemple.")
    assert states(site, somebody.slug)["published"] == 2
    somebody.look("Queue")

    somebody.press("Undo")
    expect(page.locator("#said p")).to_have_text("Undone: Gwen Exemple is under review again.")
    assert states(site, somebody.slug) == {"held": 12, "published": 1}

    somebody.press("Next")
    expect(page.locator("#open-name")).to_have_text("ADA EXAMPLE")
