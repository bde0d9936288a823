"""Another e-mail address, confirmed from both mailboxes, by keyboard."""

import pytest

from tests.journeys import planted
from tests.journeys.site import wait_until
from tests.journeys.visitor import PHONE


def mails_to(site, address):
    return [each for each in site.sink.mails if each.to == address]


@pytest.mark.timeout(240)
def test_address_is_changed_from_both_mailboxes(visitor, site):
    old, new = "someone@movedfrom.example", "someone@movedto.example"
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
    clicks = [somebody.clicks]

    for mail, button in (
        (site.sink.wait_for(new), "Confirm this address"),
        (site.sink.wait_for(old, count=3), "Agree to the new address"),
    ):
        somebody.open(mail.paths("new-address")[0])
        somebody.look("Confirm the new e-mail address")
        somebody.press(button)
        clicks.append(somebody.clicks)
        somebody.look("Confirmed")

    link = site.sink.wait_for(new, count=2).path
    assert site.get(own_page).status == 404
    somebody.open(link)
    somebody.look("Your signature")
    assert site.sink.wait_for(old, count=4).subject.startswith("Your signature has a new")
    assert len(mails_to(site, new)) == 2
    seconds = wait_until(lambda: not planted.kept(site, ["movedfrom"]))
    print(f"new address: clicks {clicks}, the old one out of everything after {seconds:.1f} s")
    assert clicks == [2, 1, 1]
