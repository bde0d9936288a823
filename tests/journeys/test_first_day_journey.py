"""An officer's first day, from the invitation to a test run; and a member with a code alone."""

import re

import pytest

from signatures import tokens
from tests.factories import totp_code
from tests.journeys.test_codes_journey import press, sign_in
from tests.journeys.visitor import PHONE

SLUG = "pewter"
OFFICER, OWNER = f"first-day@{SLUG}.example", f"owner@{SLUG}.example"
OWN = "choose-this-on-the-first-day"
CODES = "verdigris"
INVENTED = ("Quilla Harbor", "Marlo Tidewater", "Fenna Lanthorn")


@pytest.fixture
def owner(visitor, site):
    site.seed("guild", SLUG)
    yield sign_in(visitor, OWNER)
    site.sql("UPDATE signatures_guild SET methods = '{}' WHERE slug = %s", SLUG)


def words(somebody):
    return " ".join(somebody.page.locator("main").inner_text().split())


def rows(somebody):
    """Return the rows of the last table of the page, as people read them."""
    return somebody.page.locator("table").last.locator("tbody tr").all_inner_texts()


def invite(owner, site):
    """Add an officer as an owner; return the two pages that their e-mails name."""
    owner.open(f"/desk/guilds/{SLUG}/officers/")
    owner.look("Officers")
    owner.type_into("#id_email", OFFICER)
    press(owner, "Add")
    owner.look("Officers")
    assert "We are e-mailing them a link to set a password." in words(owner)
    invitation = site.sink.wait_for(OFFICER, about="You are now an officer")
    said = " ".join(invitation.text.split())
    assert f"{OWNER} has asked you to act for Guild of {SLUG}" in said
    assert "You do not see the names of everyone who signed." in said
    assert "To check that this e-mail is genuine, ask the person named above" in said
    [page] = re.findall(rf"http://localhost:\d+(/guilds/{SLUG}/)", invitation.text)
    to_set = site.sink.wait_for(OFFICER, about="password").text
    return page, re.search(r"http://localhost:\d+(/accounts/\S+)", to_set)[1]


def begin(officer, link, page):
    """Set a password and a second factor, and open the page that the invitation names."""
    officer.open(link)
    officer.look("Set your password")
    officer.type_into("#id_password1", OWN)
    officer.type_into("#id_password2", OWN)
    officer.press("Set the password")
    officer.look("Your password is set")
    officer.open(page)
    officer.type_into("#id_login", OFFICER)
    officer.type_into("#id_password", OWN)
    officer.press("Sign in")
    officer.look("Second factor")
    officer.press("Set up")
    officer.type_into("#id_password", OWN)
    officer.press("Confirm")
    secret = officer.page.locator("main code").inner_text()
    officer.type_into("#id_code", totp_code(secret))
    officer.press("Set up")
    officer.look("Show that it is you")
    officer.type_into("#id_code", totp_code(secret, ahead=1))  # the one of now is used up
    officer.press("Confirm")
    officer.look("Recovery codes")
    officer.open(page)


def traces(site):
    """Return how many rows of each kind the invented members, their codes and requests left."""
    of_guild = "JOIN signatures_guild g ON g.id = guild_id WHERE g.slug = %s"
    asked = {
        "signatures": ("signatures_signature WHERE name = ANY(%s)", list(INVENTED)),
        "statements": ("signatures_statement WHERE slug LIKE %s", "test-run-%"),
        "people": ("signatures_user WHERE email LIKE %s", "%@test.invalid"),
        "batches": (f"signatures_codebatch b {of_guild}", SLUG),
        "requests": (f"signatures_vouchrequest v {of_guild}", SLUG),
    }
    return {name: site.value(f"SELECT count(*) FROM {q}", v) for name, (q, v) in asked.items()}


@pytest.mark.timeout(420)  # the first journey of all waits until the whole site is up
def test_officer_comes_from_the_invitation_to_a_test_run_that_leaves_no_trace(visitor, site, owner):
    page, link = invite(owner, site)
    officer = visitor(signs_in=True)
    begin(officer, link, page)

    officer.look("Members who signed")
    checklist = [" ".join(row.split()) for row in rows(officer)]
    assert [row[:2] for row in checklist] == ["1.", "2.", "3.", "4.", "5."]
    assert "an hour, and one mailing" in checklist[1]
    assert checklist[1].endswith("not ready yet")
    officer.press("Help with this page")
    officer.look()
    officer.page.go_back()
    officer.press("Codes")
    officer.look("Codes for members")
    officer.page.go_back()
    officer.press("Test run with three invented members")
    officer.look("Test run")
    before = traces(site)
    officer.press("Start the test run")
    officer.look("Test run")
    assert all(name in words(officer) for name in INVENTED)
    assert [" ".join(row.split()) for row in rows(officer)] == ["Guild code 3 2 of 2"]

    assert set(before.values()) == {0}
    assert traces(site) == before
    lines = "SELECT count(*) FROM signatures_decision WHERE subject = %s AND to_state LIKE %s"
    assert site.value(lines, SLUG, "test run%") == 1


@pytest.fixture
def code(site):
    made = next(tokens.guild_codes(tokens.new_guild_codes(1)))
    site.seed("statement", f"{CODES}-asks")
    site.seed("code", CODES, made)
    yield made
    site.sql("UPDATE signatures_guild SET methods = '{}' WHERE slug = %s", CODES)


def test_member_signs_with_a_code_alone_on_a_phone_and_withdraws_by_the_one_link(
    visitor, site, code
):
    member = visitor(script=False, screen=PHONE)
    member.open(f"/{CODES}-asks/sign/")
    member.unfold()
    member.press("Sign with the code alone, without name or address")
    member.look("Sign with a code alone")
    for reader in ("Your guild learns", "This site learns", "The public learns"):
        assert reader in words(member)
    member.type_into("#id_guild_code", "ABCD-2345-EFGH-6789")
    member.tick("#id_consent_sign")
    member.press("Sign the statement")
    member.look("Sign with a code alone", status=422)
    assert "This code does not work" in words(member)
    member.page.locator("#id_guild_code").fill(code)
    member.press("Sign the statement")
    member.look("Thank you for signing")
    [stored] = site.sql(
        "SELECT s.name, s.email, s.source_network, s.display, s.state FROM signatures_signature s"
        " JOIN signatures_statement t ON t.id = s.statement_id WHERE t.slug = %s",
        f"{CODES}-asks",
    )
    assert stored == ("", "", "", "anonymous", "published")
    site.wait_for_count(f"{CODES}-asks", 1)

    member.open(member.page.locator("main a[href*='/manage/']").first.get_attribute("href"))
    member.look("Your signature")
    member.press("Withdraw my signature")
    member.look("Withdraw your signature?")
    member.press("Withdraw my signature")
    member.look("Your signature is withdrawn")
    site.wait_for_count(f"{CODES}-asks", 0)
