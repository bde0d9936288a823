"""A moderator places somebody above the list and orders by keys; a sample is asked, one says no."""

import pytest
from playwright.sync_api import expect

from tests.factories import (
    make_heading,
    make_notable,
    make_organizer,
    make_signature,
    make_text,
    totp_code,
)
from tests.journeys.visitor import DESKTOP, PHONE

# The first of them waits until the whole site is up.
pytestmark = pytest.mark.timeout(300)

MODERATOR = "moderator@notables.example"
DENIES = "denies@example.org"
NAMES = ".notable__who > a > bdi"


def seed():
    """Statements: with some people, with three above the list, with one person to be asked."""
    text = make_text(slug="notable", title="To those who hold the masters")
    for name in ("Ada Example", "Bea Example", "Cleo Example", "Dora Example"):
        make_signature(text, name=name, credit="Composer")
    make_signature(text, name="Held Example", state="held")
    asked = make_text(slug="asked-some", title="Ask some of them")
    make_signature(asked, name="Somebody Example", email=DENIES)
    ordered = make_text(slug="ordered", title="In good order")
    friends = make_heading(ordered, "Friends of the evening")
    for name in ("Nuala Ní Shampla", "فاطمة المثال", "Zora Example"):
        make_notable(make_signature(ordered, name=name), friends)
    make_organizer("moderator", email=MODERATOR)


@pytest.fixture(scope="module", autouse=True)
def _people(site):
    site.call(__name__, "seed")


@pytest.fixture
def moderator(visitor):
    """Call it for somebody who has signed in."""

    def come(path, **how):
        somebody = visitor(signs_in=True, **how)
        somebody.sign_in(MODERATOR, path)
        return somebody

    return come


def names(page):
    return page.locator(NAMES).all_inner_texts()


@pytest.mark.parametrize(
    ("screen", "script"), [(DESKTOP, False), (PHONE, True)], ids=["no-script", "phone"]
)
def test_order_is_changed_without_script_and_on_a_phone(moderator, site, screen, script):
    mo = moderator("/desk/ordered/notables/", screen=screen, script=script)
    mo.look("Notable signatories")
    page = mo.page
    before = names(page)

    mo.tab_to("li:nth-child(1) .order__button[value=down]")
    if script:
        page.keyboard.press("Enter")
    else:
        with page.expect_navigation(wait_until="load"):
            page.keyboard.press("Enter")

    after = [before[1], before[0], *before[2:]]
    expect(page.locator(NAMES)).to_have_text(after)
    mo.look("Notable signatories")
    mo.open(page.locator(".notable__who a").first.get_attribute("href"))
    mo.look(after[0])


def test_moderator_places_somebody_and_the_public_reads_it(moderator, visitor):
    mo = moderator("/desk/notable/notables/")
    page = mo.page
    mo.look("Notable signatories")
    mo.type_into("#heading-new", "Founding signatories")
    mo.press("Add")
    mo.type_into("#id_q", "bea")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    mo.look("Notable signatories")
    mo.press("Make notable")
    mo.look("Bea Example")
    mo.tick("#id_how_0")
    page.keyboard.press("ArrowDown")
    mo.press("Make notable")
    assert names(page) == ["Bea Example"]

    reader = visitor()
    reader.open("/notable/signatories/")
    reader.look("4 signatories")
    assert reader.page.locator(".notables .name").all_inner_texts() == ["Bea Example"]
    [mark] = reader.page.locator(".notables .badge").all_inner_texts()
    assert "Identity checked by the campaign team, as of" in mark


def test_order_is_changed_by_keys_and_by_dragging(moderator, visitor):
    mo = moderator("/desk/ordered/notables/")
    page = mo.page
    first, second, third = names(page)

    mo.tab_to("li:nth-child(3) .order__button[value=up]")
    page.keyboard.press("Enter")
    focused = page.locator(":focus")
    moved = f"Move {third} up; now %s of 3 under “Friends of the evening”"
    expect(focused).to_have_attribute("aria-label", moved % 2)
    assert names(page) == [first, third, second]
    page.keyboard.press("Alt+ArrowUp")
    expect(focused).to_have_attribute("aria-label", moved % 1)
    assert names(page) == [third, first, second]
    mo.look("Notable signatories")

    top = {"x": 40, "y": 4}
    page.locator("li:nth-child(3)").drag_to(page.locator("li:nth-child(1)"), target_position=top)
    expect(page.locator(NAMES)).to_have_text([second, third, first])
    page.reload()
    assert names(page) == [second, third, first]


def test_somebody_who_is_asked_says_no_and_leaves_the_list(moderator, visitor, site):
    mo = moderator("/desk/asked-some/audits/")
    mo.look("Sample audits")
    mo.press("Draw and ask them")
    mo.type_into("#id_code", totp_code())
    mo.press("Confirm")
    mo.look("Sample audits")
    mail = site.sink.wait_for(DENIES)
    [path] = mail.paths("asked")

    owner = visitor(screen=PHONE)
    owner.open(path)
    owner.look("Did you sign?")
    site.wait_for_count("asked-some", 1)
    owner.press("No, I did not sign this")
    owner.look("Thank you for answering")

    state = "SELECT state, hold_reasons FROM signatures_signature WHERE email = %s"
    assert site.sql(state, DENIES) == [("held", ["denied"])]
    assert "Somebody Example" not in site.get("/asked-some/signatories/").text
    mo.open("/desk/asked-some/audits/")
    mo.look("Sample audits")
    assert "0 of 1 people who answered said yes" in mo.page.locator(".audit__words").inner_text()
    mo.press("Close it now")
    mo.press("Show it to the public")
    mo.look("Sample audits")
    owner.open("/asked-some/checks/")
    owner.look("How signatures are checked")
    assert "1 person was asked and 1 answered" in owner.page.locator("main").inner_text()
