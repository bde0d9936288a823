"""An officer vouches: from the member who asks, without an address, to the mark on the list."""

import re

import pytest

from tests.journeys.site import wait_until
from tests.journeys.visitor import PHONE

SLUG = "zinc"


@pytest.fixture
def guild(site):
    site.seed("vouching", SLUG)
    wait_until(lambda: f"Guild of {SLUG}" in site.get(f"/{SLUG}-asks/sign/").text, within=60)
    yield SLUG
    site.sql("UPDATE signatures_guild SET methods = '{}' WHERE slug = %s", SLUG)


def ask(member, name, **given):
    """Sign without an address and ask the officer; return the way back."""
    member.open(f"/{SLUG}-asks/sign/")
    member.type_into("#id_name", name)
    member.unfold()
    member.tab_to("#id_guild").select_option(SLUG)
    member.tick("#id_consent_sign")
    member.tick("#id_consent_publish")
    member.press("Sign the statement")
    member.look("Show that you are a member")
    member.press("Ask an officer")
    member.look("Show that you are a member", status=422)
    for field, words in given.items():
        member.type_into(f"#id_vouching_{field}", words)
    member.press("Ask an officer")
    member.look("Show that you are a member")
    assert "has not answered yet" in member.page.locator("main").inner_text()
    return member.page.url


def sign_in(visitor):
    officer = visitor(signs_in=True)
    officer.sign_in(f"officer@{SLUG}.example", f"/guilds/{SLUG}/")
    return officer


def marks(site, name):
    found = site.get(f"/api/v1/statements/{SLUG}-asks/signatories?q={name}").text
    return re.findall(r'"guilds": ?(\[[^\]]*\])', found)


@pytest.mark.timeout(300)
def test_officer_answers_by_keys_and_members_read_it(visitor, site, guild):
    member, other = visitor(), visitor(script=False, screen=PHONE)
    ask(member, "Alba Zincworker", stage_name="Alba Stage", number="Z-1204")
    back = ask(other, "Bert Zincworker", link="example.org/bert")

    officer = sign_in(visitor)
    officer.press("Vouching")
    officer.look("Are they members?")
    shown = officer.page.locator(".vouch h2").all_inner_texts()
    assert [each.split()[0] for each in shown] == ["Clara", "Alba", "Bert"]
    assert (
        "At least one person has waited for more than 3 days."
        in officer.page.locator("main").inner_text()
    )
    for key in "j?yns":
        officer.page.keyboard.press(key)
    assert officer.page.locator(".vouching__progress output").inner_text() == "3"
    with officer.page.expect_navigation(wait_until="load"):
        officer.page.keyboard.press("Enter")
    officer.look("Are they members?")
    said = officer.page.locator("main").inner_text()
    assert "3 answers are saved." in said
    assert "Nothing is waiting for you." in said

    wait_until(lambda: marks(site, "Alba"), within=60)
    assert SLUG in marks(site, "Alba")[0]
    assert marks(site, "Bert") == []
    member.page.reload()
    member.look("Show that you are a member")
    assert "that you are a member" in member.page.locator("main").inner_text()
    other.open(back)
    other.look("Show that you are a member")
    assert "did not find you" in other.page.locator("main").inner_text()
    assert other.page.locator("#id_vouching_number").is_visible()
    logs = "".join(log.read_text(errors="replace") for log in site.log_dir.iterdir())
    assert not [given for given in ("Z-1204", "Alba", "example.org/bert") if given in logs]
