"""A signatory's rights at the link in each e-mail: change, updates, stored data, withdrawal."""

import json

import pytest

from tests.journeys.visitor import PHONE

ADDRESS, NAME = "rights@example.org", "Ada Rights"


def listed(site):
    return site.get("/ask-first/signatories.csv").text


@pytest.mark.timeout(180)
def test_every_right_is_a_button_on_the_own_page(visitor, site):
    site.sign("ask-first", ADDRESS, name=NAME)
    somebody = visitor(screen=PHONE)
    somebody.open(site.sink.wait_for(ADDRESS).path)
    somebody.press("Confirm my signature")
    own_page = site.sink.wait_for(ADDRESS, count=2).path
    somebody.open(own_page)
    somebody.look("Your signature")

    somebody.press("Change my entry")
    somebody.look("Change your entry")
    somebody.tab_to("#id_credit").fill("Writer")
    somebody.press("Save the change")
    assert f"{NAME},Writer," in listed(site)
    assert "changed" in site.sink.wait_for(ADDRESS, count=3).subject

    somebody.press("Change my entry")
    somebody.tab_to("#id_name").fill("Bo Other")
    somebody.press("Save the change")
    somebody.look("Your change is waiting for review")
    somebody.press("See my signature")
    assert "Bo Other" not in listed(site)
    somebody.press("Keep the old entry")

    somebody.press("Send me updates")
    somebody.open(own_page)
    somebody.press("Stop updates")
    assert somebody.clicks == 1
    somebody.open(own_page)
    somebody.press("See the stored data")
    assert somebody.clicks == 1  # the second one downloads
    somebody.look("Stored data")
    assert ADDRESS in somebody.page.locator("main").inner_text()
    link = somebody.page.get_by_role("link", name="Download as JSON").get_attribute("href")
    assert json.loads(site.get(link).text)["your signature"][0]["credit"] == "Writer"

    somebody.press("Your signature")
    somebody.press("Withdraw my signature")
    somebody.press("Withdraw my signature")
    somebody.look("Your signature is withdrawn")
    assert NAME not in listed(site)
    assert site.get(link).status == 410
