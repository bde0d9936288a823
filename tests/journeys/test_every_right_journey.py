"""Each right of a signatory: clicks from the link in an e-mail, seconds until done everywhere."""

import time
from typing import NamedTuple

import pytest

from tests.journeys import everywhere
from tests.journeys.planted import Planted
from tests.journeys.site import wait_until
from tests.journeys.visitor import PHONE

SLUG = "every-right"
MOST_CLICKS, MOST_SECONDS = 2, 60
EDITS = Planted("Edvarna Plimsole", "Hatmaker", "edits@rights.example")
HIDES_CREDIT = Planted("Disparta Quenlow", "Bellfounder", "hides-credit@rights.example")
HIDES_NAME = Planted("Pubrella Voxton", "Clockmender", "hides-name@rights.example")
WITHDRAWS = Planted("Witherna Coldmere", "Ropewalker", "withdraws@rights.example")
NOTABLE = Planted("Clamora Fennwick", "", "reports@rights.example")


class Done(NamedTuple):
    """A right that someone used, and the words that must be gone because of it."""

    right: str
    clicks: int
    at: float
    gone: list[str]


def edit(somebody):
    somebody.press("Change my entry")
    somebody.tab_to("#id_name").fill("Edwarna Plimsole")
    somebody.tab_to("#id_credit").fill("Writer")
    return "Save the change", ["edvarna", "hatmaker"]


def hide_credit(somebody):
    somebody.press("Change my entry")
    somebody.tab_to("#id_display").select_option("name")
    return "Save the change", ["bellfounder"]


def hide_name(somebody):
    somebody.press("Stop showing my name")
    return "Stop showing my name", HIDES_NAME.shown


def withdraw(somebody):
    somebody.press("Withdraw my signature")
    return "Withdraw my signature", WITHDRAWS.shown


RIGHTS = {
    "edit": (EDITS, edit),
    "show less (display)": (HIDES_CREDIT, hide_credit),
    "stop showing the name": (HIDES_NAME, hide_name),
    "withdraw, and delete with it": (WITHDRAWS, withdraw),
}


@pytest.mark.timeout(600)
def test_every_right_is_done_everywhere_within_a_minute_and_two_clicks(visitor, site):
    site.seed("notable", SLUG, NOTABLE.name)
    signed = {person: everywhere.sign(site, SLUG, person) for person, _ in RIGHTS.values()}
    somebody = visitor(screen=PHONE)
    report = _report(somebody)
    everywhere.wait_for_letter(site, SLUG)
    before = everywhere.public_words(site, SLUG)[everywhere.LETTER]
    assert [each for each in [*signed, NOTABLE] if each.shown[0] not in before] == []

    done = [_use(somebody, right, signed[person][0]) for right, (person, _) in RIGHTS.items()]
    done.append(_confirm(somebody, report))
    seconds = _until_gone(site, done)

    print("\nright | clicks from the link | seconds until off every page and file")
    for each in done:
        print(f"{each.right} | {each.clicks} | {seconds[each.right]:.1f}")
    assert [each for each in done if each.clicks > MOST_CLICKS] == []
    assert [right for right, passed in seconds.items() if passed > MOST_SECONDS] == []
    everywhere.wait_for_letter(site, SLUG)
    found = everywhere.public_words(site, SLUG)
    assert everywhere.places_with([word for each in done for word in each.gone], found) == set()
    assert {"edwarna", "quenlow", "ordinary"} <= set(found[everywhere.LETTER].split())
    assert not everywhere.shows_own_card(site, signed[HIDES_NAME][1])
    assert not everywhere.shows_own_card(site, signed[WITHDRAWS][1])


def _report(somebody):
    """Report the notable name as someone who did not sign; return the link in the e-mail."""
    somebody.open(f"/{SLUG}/signatories/")
    somebody.press("Report it")
    somebody.look("This is not me")
    somebody.type_into("#id_name", NOTABLE.name.lower())
    somebody.type_into("#id_email", NOTABLE.address)
    somebody.type_into("#id_words", "I have never heard of this.")
    somebody.press("Report this signature")
    somebody.look("Check your e-mail")
    assert somebody.clicks <= MOST_CLICKS
    [link] = somebody.site.sink.wait_for(NOTABLE.address).paths("not-me")
    return link


def _use(somebody, right, own_page):
    somebody.open(own_page)
    button, gone = RIGHTS[right][1](somebody)
    at = time.monotonic()
    somebody.press(button)
    return Done(right, somebody.clicks, at, gone)


def _confirm(somebody, report):
    somebody.open(report)
    somebody.look("Confirm that you did not sign")
    assert NOTABLE.name in somebody.site.get(f"/{SLUG}/signatories/").text
    at = time.monotonic()
    somebody.press("I did not sign")
    somebody.look("Your report")
    return Done("“this is not me”, a notable name", somebody.clicks, at, NOTABLE.shown)


def _until_gone(site, done):
    """Return for each right how many seconds passed until no place had its words any more."""
    seconds = {}

    def all_are_gone():
        found = everywhere.public_words(site, SLUG)
        for each in done:
            if each.right not in seconds and not everywhere.places_with(each.gone, found):
                seconds[each.right] = time.monotonic() - each.at
        return len(seconds) == len(done)

    wait_until(all_are_gone, within=2 * MOST_SECONDS)
    return seconds
