"""The sign card on real screens: controls shown at first, and a button within reach."""

from tests.journeys.visitor import PHONE

CONTROLS = "#sign :is(input:not([type=hidden]), select, textarea, button, summary)"
LONG, SHORT = "/open-letter/", "/"


def controls(somebody):
    """Return the controls of the card that a person sees, without the trap for programs."""
    shown = somebody.page.locator(CONTROLS).all()
    seen = [each for each in shown if each.is_visible() and each.get_attribute("name") != "website"]
    return [each.get_attribute("id") or each.evaluate("e => e.localName") for each in seen]


def box(somebody, selector):
    return somebody.page.locator(selector).first.bounding_box()


def test_sign_card_shows_six_controls_at_first_and_scrolls_with_the_page(visitor):
    somebody = visitor(script=False)
    for path in (LONG, SHORT):
        somebody.open(path)

        assert len(controls(somebody)) <= 6, controls(somebody)
        button = box(somebody, "#sign button")
        assert button["y"] + button["height"] <= 900

        somebody.unfold()
        card = somebody.page.locator("#sign")
        assert card.evaluate("e => e.scrollHeight - e.clientHeight") == 0
        somebody.page.locator("#sign button").scroll_into_view_if_needed()
        assert box(somebody, "#sign button")["y"] < 900


def test_sign_link_is_on_the_first_screen_of_a_phone(visitor):
    somebody = visitor(script=False, screen=PHONE)
    for path in (SHORT, LONG, "/open-letter/signatories/"):
        somebody.open(path)

        link = box(somebody, ".masthead a[href$='#sign']")
        assert link["y"] + link["height"] <= 844
        assert min(link["width"], link["height"]) >= 24
