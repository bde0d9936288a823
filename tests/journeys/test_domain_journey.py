"""A guild's mail domain, from the officer who names it to the officer who removes it."""

import re

import pytest

from tests.dns_server import dns_server
from tests.journeys.site import wait_until
from tests.journeys.test_codes_journey import fill, marks, press, sign_in
from tests.journeys.visitor import PHONE

SLUG = "reed"


@pytest.fixture
def guild(site):
    site.seed("guild", SLUG)
    on = "SET methods = '{guild_domain}', address_is_membership = true"
    site.sql(f"UPDATE signatures_guild {on} WHERE slug = %s", SLUG)
    yield SLUG
    site.sql("UPDATE signatures_guild SET methods = '{}' WHERE slug = %s", SLUG)


def approve(owner):
    owner.open(f"/desk/guilds/{SLUG}/domains/")
    owner.look("E-mail domains")
    press(owner, "Approve")
    owner.look("E-mail domains")


def name_domain(officer, owner, site):
    """Add the domain, let an owner approve it, and confirm it: without the record, then with it."""
    officer.press("E-mail domains")
    officer.look("E-mail domains")
    officer.type_into("#id_domain", "gmail.com")
    press(officer, "Add")
    if not officer.page.locator("#id_domain_error").count():  # it went to ask for the factor
        officer.page.locator("#id_domain").fill("gmail.com")
        press(officer, "Add")
    officer.look("E-mail domains", status=422)
    officer.page.locator("#id_domain").fill(f"{SLUG}.example")
    press(officer, "Add")
    officer.look("E-mail domains")
    assert "Waiting for an owner" in officer.page.locator("main").inner_text()
    approve(owner)
    officer.open(f"/guilds/{SLUG}/domains/")
    officer.look("E-mail domains")
    [name, _, text] = officer.page.locator("dd code").all_inner_texts()
    records = {}
    with dns_server(records, site.dns_port):
        press(officer, "Check the record")
        officer.look("E-mail domains")
        assert "was not found" in officer.page.locator("[role=status]").inner_text()
        records[name] = [f'"{text}"']
        press(officer, "Check the record")
        officer.look("E-mail domains")
    assert "Confirmed" in officer.page.locator("[role=status]").inner_text()


def confirm(member, email):
    member.look("Check your e-mail")
    member.open(member.site.sink.wait_for(email).path)
    member.look("Confirm your signature")
    page = member.page.locator("main").inner_text()
    member.press("Confirm my signature")
    member.look("Thank you for signing")
    return page


@pytest.mark.timeout(300)
def test_domain_from_naming_it_to_removing_it(visitor, site, guild):
    officer = sign_in(visitor, f"officer@{SLUG}.example")
    officer.look()
    name_domain(officer, sign_in(visitor, f"owner@{SLUG}.example"), site)

    # First names that no other journey has on this list, because marks() searches for them.
    # Chosen on the form: the confirmed address shows it.
    member = visitor(screen=PHONE)
    member.open("/ask-first/sign/")
    member.unfold()
    member.page.locator("#id_guild").select_option(SLUG)
    fill(member, "Ottilie Domainuser", email=f"ottilie@{SLUG}.example")
    assert f"Guild of {SLUG}" in confirm(member, f"ottilie@{SLUG}.example")
    assert SLUG in marks(site, "Ottilie")[0]

    # Not chosen: not shown, until the button is pressed.
    member = visitor(script=False)
    member.open("/ask-first/sign/")
    fill(member, "Ludek Domainuser", email=f"ludek@{SLUG}.example")
    assert f"Guild of {SLUG}" not in confirm(member, f"ludek@{SLUG}.example")
    assert marks(site, "Ludek") == ["[]"]
    member.press("Show that you are a member of a guild")
    member.open(f"{member.page.url.partition('?')[0]}?guild={SLUG}")
    member.look("Show that you are a member")
    member.press("Show that I have an address at the guild")
    member.look("Thank you for signing")
    assert SLUG in marks(site, "Ludek")[0]

    # From elsewhere there is no button.
    member = visitor()
    member.open("/ask-first/sign/")
    member.unfold()
    member.page.locator("#id_guild").select_option(SLUG)
    fill(member, "Zenobia Domainuser", email=f"zenobia@mail.{SLUG}.example")
    confirm(member, f"zenobia@mail.{SLUG}.example")
    member.press("Show that you are a member of a guild")
    member.open(f"{member.page.url.partition('?')[0]}?guild={SLUG}")
    member.look("Show that you are a member")
    assert "You cannot show membership" in member.page.locator("main").inner_text()
    assert marks(site, "Zenobia") == ["[]"]

    press(officer, "Remove")
    officer.look("E-mail domains")
    page = officer.page.locator("body").inner_text()
    assert not re.search("Ottilie|Ludek|ottilie@|ludek@", page)
    wait_until(lambda: marks(site, "Ottilie") == marks(site, "Ludek") == ["[]"], within=60)
