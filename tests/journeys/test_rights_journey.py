"""A report of a name by someone who did not sign, and another e-mail address, by keyboard."""

import pytest

from tests.journeys.site import wait_until
from tests.journeys.visitor import PHONE


def mails_to(site, address):
    return [each for each in site.sink.mails if each.to == address]


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
