"""Visitor.tab_to leads to where Tab leads, and nowhere else."""

from types import SimpleNamespace

import pytest

from tests.journeys.visitor import MOST_TABS, Visitor

PAGE = """
<html lang="en"><head><title>Stops</title></head><body>
<script>
seen = [];
document.addEventListener('focusin', event => seen.push(event.target.id));
</script>
<a id="first" href="/">First</a>
<a id="nowhere">None</a> <button id="off" disabled>None</button> <input id="hidden" type="hidden">
<a id="left-out" href="/" tabindex="-1">None</a> <p inert><a id="inert" href="/">None</a></p>
<p style="visibility: hidden"><a id="unseen" href="/">None</a></p>
<fieldset disabled><input id="off-together"></fieldset>
<details><summary id="folded">Stop</summary><a id="inside" href="/">None</a></details>
<input id="one" type="radio" name="r"><input id="two" type="radio" name="r" checked>
<div id="box" tabindex="0">Stop</div> <select id="choice"></select>
<button id="last">Last</button> <a id="after" href="/">After</a></body></html>
"""


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.set_content(PAGE)
    yield page
    page.close()


def tab_to(page, selector):
    return Visitor.tab_to(SimpleNamespace(page=page), selector)


@pytest.mark.parametrize("focused", ["", "#first", "#folded", "#two", "#box"])
def test_tab_to_stops_at_each_stop_once_and_not_after_the_one_that_is_asked_for(page, focused):
    if focused:
        page.locator(focused).focus()

    tab_to(page, "#last")

    stops = ["first", "folded", "two", "box", "choice", "last"]
    assert page.evaluate("seen") == stops[stops.index(focused[1:]) if focused else 0 :]


@pytest.mark.parametrize("unreachable", ["#left-out", "#off", "#inside", "#unseen", "#inert"])
def test_tab_to_fails_where_tab_does_not_lead(page, unreachable):
    with pytest.raises(AssertionError, match="Tab does not lead"):
        tab_to(page, unreachable)


@pytest.mark.parametrize(("further", "leads"), [(1, False), (0, True)])
def test_tab_to_fails_where_tab_leads_after_too_many_stops(page, further, leads):
    stops = MOST_TABS - 1 + further
    page.set_content("".join(f"<a id='n{number}' href='/'>x</a>" for number in range(1, stops + 1)))

    if leads:
        assert tab_to(page, f"#n{stops}").evaluate("each => each === document.activeElement")
    else:
        with pytest.raises(AssertionError, match="Tab does not lead"):
            tab_to(page, f"#n{stops}")
