"""The list in a real browser: searched, filtered, paged; with JavaScript or not, by keyboard."""

import pytest

from signatures.views.record.signatories import PER_PAGE as PAGE
from tests.factories import make_signature, make_text
from tests.journeys.site import wait_until
from tests.journeys.visitor import DESKTOP, PHONE

LIST = "/long-list/signatories/"
PEOPLE = 2 * PAGE + 30
LAPTOP = {"viewport": {"width": 1280, "height": 600}}  # the first page's end is out of sight


def seed():
    """Sign a statement with PEOPLE names, every tenth from Ireland, the newest ones last."""
    text = make_text(slug="long-list", title="Long list")
    for number in range(1, PEOPLE + 1):
        make_signature(
            text,
            name=f"Björn Person {number:03}",
            email=f"person@town-{number}.example.org",  # of one domain they would be a burst
            credit="Songwriter" if number <= 3 else "",
            country="IE" if number % 10 == 0 else "SE",
        )


@pytest.fixture(scope="module", autouse=True)
def _people(site):
    site.call(__name__, "seed")


def names(visitor):
    return visitor.page.locator("#results .name").all_inner_texts()


def numbered(*numbers):
    return [f"Björn Person {number:03}" for number in numbers]


def choose(visitor, selector, letters):
    """Choose in a select by keyboard, as one types its first letters."""
    visitor.tab_to(selector)
    visitor.page.keyboard.type(letters)


def press_for_more(visitor):
    """Press the link that adds names to the page instead of leaving it."""
    visitor.tab_to(".pager__next")
    visitor.page.keyboard.press("Enter")


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_list_is_paged_both_ways_without_javascript(visitor, screen):
    somebody = visitor(script=False, screen=screen)
    somebody.open(LIST)
    somebody.look(f"{PEOPLE} signatories")
    newest = names(somebody)

    somebody.press("More names")
    somebody.look()
    assert names(somebody) == numbered(*range(PEOPLE - PAGE, PEOPLE - 2 * PAGE, -1))
    address = somebody.page.url
    somebody.press("More names")
    assert names(somebody) == numbered(*range(30, 0, -1))
    somebody.press("Previous names")
    assert names(somebody) == numbered(*range(PEOPLE - PAGE, PEOPLE - 2 * PAGE, -1))
    somebody.press("Previous names")
    assert names(somebody) == newest == numbered(*range(PEOPLE, PEOPLE - PAGE, -1))

    somebody.open(address)
    assert names(somebody) == numbered(*range(PEOPLE - PAGE, PEOPLE - 2 * PAGE, -1))


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_list_is_searched_and_filtered_without_javascript(visitor, screen):
    somebody = visitor(script=False, screen=screen)
    somebody.open(LIST)

    somebody.type_into("#id_q", "bjorn songw")
    choose(somebody, "select[name=order]", "By")
    somebody.press("Search")
    somebody.look()
    assert names(somebody) == numbered(1, 2, 3)
    assert "3 signatories match." in somebody.page.locator("[role=status]").inner_text()

    choose(somebody, "select[name=country]", "Ire")
    somebody.press("Search")
    somebody.look()
    assert names(somebody) == []
    somebody.press("Show all signatures")
    somebody.look(f"{PEOPLE} signatories")
    choose(somebody, "select[name=country]", "Ire")
    somebody.press("Search")
    assert names(somebody) == numbered(*range(PEOPLE, 0, -10))
    assert somebody.page.locator("select[name=country]").input_value() == "IE"

    somebody.page.go_back()
    assert names(somebody) == numbered(*range(PEOPLE, PEOPLE - PAGE, -1))


def test_list_answers_as_one_types(visitor, site):
    somebody = visitor()
    page = somebody.page
    somebody.open(LIST)
    somebody.look()
    here = f"{site.env['SITE_URL']}{LIST}"

    somebody.type_into("#id_q", "songwr")
    wait_until(lambda: names(somebody) == numbered(3, 2, 1))
    somebody.look()
    assert page.url == f"{here}?q=songwr"
    assert page.locator("#id_q").evaluate("element => element === document.activeElement")
    assert "3 signatories match." in page.locator("[role=status]").inner_text()

    choose(somebody, "select[name=order]", "By")
    wait_until(lambda: names(somebody) == numbered(1, 2, 3))
    assert page.url == f"{here}?q=songwr&order=name"
    opened = [each for each in somebody.requests if each.is_navigation_request()]
    assert len(opened) == 1

    somebody.open("/long-list/")
    page.go_back()
    wait_until(lambda: names(somebody) == numbered(1, 2, 3))
    assert page.locator("#id_q").input_value() == "songwr"
    assert page.locator("select[name=order]").input_value() == "name"

    page.locator("#id_q").fill("nobody at all")
    wait_until(lambda: names(somebody) == [])
    somebody.look()
    page.locator("#id_q").fill("")
    # Where the page's end is in view, the next names come by themselves.
    wait_until(lambda: names(somebody)[:PAGE] == numbered(*range(1, PAGE + 1)))
    assert page.url == f"{here}?order=name"


FOCUSED = "document.activeElement.querySelector('.name')?.innerText"


def test_list_goes_on_where_one_presses(visitor):
    somebody = visitor(screen=LAPTOP)
    somebody.open(LIST)
    somebody.look()

    press_for_more(somebody)
    wait_until(lambda: len(names(somebody)) == 2 * PAGE)

    page = somebody.page
    first = f"Björn Person {PEOPLE - PAGE:03}"
    wait_until(lambda: page.evaluate(FOCUSED) == first)
    somebody.look()
    press_for_more(somebody)
    wait_until(lambda: len(names(somebody)) == PEOPLE)
    assert names(somebody) == numbered(*range(PEOPLE, 0, -1))
    assert page.locator(".pager__next").count() == 0
    somebody.look()


def test_list_goes_on_as_one_scrolls_to_its_end(visitor):
    somebody = visitor(screen=PHONE)
    somebody.open(LIST)
    somebody.look()

    somebody.page.locator(".pager__next").scroll_into_view_if_needed()
    wait_until(lambda: len(names(somebody)) == 2 * PAGE)

    assert names(somebody) == numbered(*range(PEOPLE, PEOPLE - 2 * PAGE, -1))
    assert somebody.page.url.endswith(LIST)


def test_searches_without_an_end_are_in_order(visitor):
    somebody = visitor(screen=PHONE)

    somebody.open(f"{LIST}?q={'x' * 2000}&country=ZZ")
    somebody.look()
    assert names(somebody) == []
