"""Each display, from the form to the list and the CSV, by keyboard."""

import csv

import pytest

from tests.journeys.visitor import PHONE

# Name and description in the list and in the CSV, by display. Counted signatures are in neither.
SHOWN = {
    "full": ("Full Journey", "Juggler"),
    "name": ("Name Journey", ""),
    "anonymous": ("", ""),
    "counted": None,
}


def rows(site, slug):
    """Name and description of each row below the line that names the columns."""
    found = list(csv.reader(site.get(f"/{slug}/signatories.csv").text.splitlines()))
    columns = next(number for number, row in enumerate(found) if row[:2] == ["name", "credit"])
    return [(name, credit) for name, credit, *_ in found[columns + 1 :]]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("display", SHOWN)
def test_each_display_goes_from_the_form_to_the_list_and_the_csv(visitor, site, display):
    slug, address = f"shown-{display}", f"{display}-journey@example.org"
    site.seed("statement", slug)
    somebody = visitor(screen=PHONE)
    somebody.open(f"/{slug}/sign/")
    somebody.type_into("#id_name", f"{display.title()} Journey")
    somebody.type_into("#id_email", address)
    somebody.unfold()
    somebody.type_into("#id_credit", "Juggler")
    somebody.tab_to("#id_display").select_option(display)
    somebody.tick("#id_consent_sign")
    if display in ("full", "name"):
        somebody.tick("#id_consent_publish")
    somebody.press("Sign the statement")
    somebody.open(site.sink.wait_for(address).path)
    somebody.look("Confirm your signature")
    somebody.press("Confirm my signature")
    somebody.look()

    somebody.open(f"/{slug}/signatories/")
    somebody.look()
    listed = somebody.page.locator("main").inner_text()
    expected = SHOWN[display]
    site.wait_for_count(slug, 1)
    assert rows(site, slug) == ([expected] if expected else [])
    name, credit = expected or ("", "")
    assert (f"{display.title()} Journey" in listed, "Juggler" in listed) == (
        bool(name),
        bool(credit),
    )
    assert ("name withheld" in listed) == (display == "anonymous")
