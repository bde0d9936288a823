"""Displays from form to file, "This is not me", and another e-mail address, by keyboard alone."""

import csv

import pytest

from tests.journeys.site import wait_until
from tests.journeys.visitor import PHONE

# Name and description in the list and in the CSV, by display. Counted signatures are in neither.
SHOWN = {
    "full": ("Full Journey", "Juggler"),
    "name": ("Name Journey", ""),
    "anonymous": ("", ""),
    "counted": None,
}


def rows(site, slug):
    lines = site.get(f"/{slug}/signatories.csv").text.removeprefix("\ufeff").splitlines()
    found = csv.DictReader(each for each in lines if not each.startswith("#"))
    return [(each["name"], each["credit"]) for each in found]


def mails_to(site, address):
    return [each for each in site.sink.mails if each.to == address]


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
    assert site.count(slug) == 1
    assert rows(site, slug) == ([expected] if expected else [])
    name, credit = expected or ("", "")
    assert (f"{display.title()} Journey" in listed, "Juggler" in listed) == (
        bool(name),
        bool(credit),
    )
    assert ("name withheld" in listed) == (display == "anonymous")


@pytest.mark.timeout(240)
def test_person_named_who_did_not_sign_takes_a_notable_name_off_every_page(visitor, site):
    name, address = "Nora Notable", "nora@example.org"
    site.seed("notable", "named", name)
    somebody = visitor()
    somebody.open("/named/signatories/")
    somebody.press("Report it")
    somebody.look("This is not me")
    somebody.type_into("#id_name", "nora notable")
    somebody.type_into("#id_email", address)
    somebody.type_into("#id_words", "I have never heard of this.")
    somebody.press("Report this signature")
    somebody.look("Check your e-mail")
    mail = site.sink.wait_for(address)
    [link] = mail.paths("not-me")
    somebody.open(link)
    somebody.look("Confirm that you did not sign")
    assert name in site.get("/named/signatories/").text

    somebody.press("I did not sign")
    somebody.look("Your report")
    places = ["/named/", "/named/signatories/", "/named/signatories.csv", "/named/feed.xml"]
    places += ["/named/signatories.json", "/api/v1/statements/named/signatories"]
    seconds = wait_until(lambda: not any(name in site.get(each).text for each in places))
    assert "Ordinary Example" in site.get("/named/signatories/").text
    print(f"reported: off every page and file after {seconds:.1f} s")


@pytest.mark.timeout(240)
def test_address_is_changed_from_both_mailboxes(visitor, site):
    old, new = "before@example.org", "after@example.org"
    site.seed("statement", "moving")
    site.sign("moving", old, name="Moving Example")
    somebody = visitor(screen=PHONE)
    somebody.open(site.sink.wait_for(old).path)
    somebody.press("Confirm my signature")
    own_page = site.sink.wait_for(old, count=2).path
    somebody.open(own_page)
    somebody.press("Change my e-mail address")
    somebody.look("Change your e-mail address")
    somebody.type_into("#id_email", new)
    somebody.press("E-mail both addresses")
    somebody.look("Check both mailboxes")

    for mail, button in (
        (site.sink.wait_for(new), "Confirm this address"),
        (site.sink.wait_for(old, count=3), "Agree to the new address"),
    ):
        somebody.open(mail.paths("new-address")[0])
        somebody.look("Confirm the new e-mail address")
        somebody.press(button)
        somebody.look("Confirmed")

    link = site.sink.wait_for(new, count=2).path
    assert site.get(own_page).status == 404
    somebody.open(link)
    somebody.look("Your signature")
    assert site.sink.wait_for(old, count=4).subject.startswith("Your signature has another")
    assert len(mails_to(site, new)) == 2
