"""A guild's codes, from the officer who asks for them to the officer who revokes them."""

import csv
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import totp_code
from tests.journeys.visitor import PHONE

SLUG = "brass"


@pytest.fixture
def guild(site):
    site.seed("guild", SLUG)
    yield SLUG
    site.sql("UPDATE signatures_guild SET methods = '{}' WHERE slug = %s", SLUG)


def sign_in(visitor, email):
    """Return an officer on the page of their guild, or an owner on the desk."""
    name, _, host = email.partition("@")
    somebody = visitor(signs_in=True)
    somebody.sign_in(email, "/desk/" if name == "owner" else f"/guilds/{host.partition('.')[0]}/")
    return somebody


def press(somebody, words):
    """Press a button that wants the second factor once more, and show it when it is asked for."""
    somebody.press(words)
    if "/reauthenticate/" in somebody.page.url:
        somebody.look("Show that it is you")
        somebody.site.sql("DELETE FROM django_cache")  # a code of half a minute works once
        somebody.type_into("#id_code", totp_code())
        somebody.press("Confirm")


def ask(officer):
    officer.look()
    officer.press("Codes")
    officer.look("Codes for members")
    officer.type_into("#id_size", "500")
    officer.page.locator("#id_ends_on").fill(str(datetime.now(UTC).date() + timedelta(days=30)))
    press(officer, "Request codes")
    officer.look("Codes for members", status=422)
    officer.page.locator("#id_size").fill("50")
    press(officer, "Request codes")
    officer.look("Codes for members")


def issue(owner):
    owner.open(f"/desk/guilds/{SLUG}/officers/")
    owner.look("Officers")
    owner.press("Codes")
    owner.look("Codes for members")
    press(owner, "Issue")
    owner.look("Codes for members")
    assert "An officer can download the codes now." in owner.page.locator("main").inner_text()


def download(officer):
    officer.open(f"/guilds/{SLUG}/codes/1/")
    officer.look("Batch 1")
    button = officer.tab_to("main button:text-is('Create and download the codes')")
    with officer.page.expect_download() as started:
        button.press("Enter")
    with open(started.value.path()) as file:
        rows = list(csv.DictReader(file))
    # So the browser calls a page that turns out to be a file.
    assert [text.rpartition("/codes/")[2] for text in officer.said] == ["1/download/"]
    officer.said.clear()
    officer.page.reload()
    officer.look("Batch 1")
    return [(row["code"], re.sub(r"https?://[^/]+", "", row["link"])) for row in rows]


def fill(member, name, **typed):
    member.type_into("#id_name", name)
    if "guild_code" in typed:
        member.unfold()
    for field, words in typed.items():
        member.type_into(f"#id_{field}", words)
    member.tick("#id_consent_sign")
    member.tick("#id_consent_publish")
    member.press("Sign the statement")


def marks(site, name):
    found = site.get(f"/api/v1/statements/ask-first/signatories?q={name}").text
    return re.findall(r'"guilds": ?(\[[^\]]*\])', found)


@pytest.mark.timeout(400)
def test_codes_from_asking_to_revoking(visitor, site, guild):
    officer = sign_in(visitor, f"officer@{SLUG}.example")
    ask(officer)
    issue(sign_in(visitor, f"owner@{SLUG}.example"))
    codes = download(officer)
    assert len(codes) == 50

    # Typed on the form, in small letters, without an address.
    [(first, _), (second, link), (third, _), *_] = codes
    member = visitor()
    member.open("/ask-first/sign/")
    fill(member, "Alma Codeuser", guild_code=first.lower().replace("-", " "))
    member.look("Thank you for signing")
    own = member.page.locator("main a[href*='/manage/']").first.get_attribute("href")
    member.open(own)
    member.look("Your signature")
    assert SLUG in marks(site, "Alma")[0]

    # Used once: the same code comes back with all that was typed.
    member.open("/ask-first/sign/")
    fill(member, "Boris Codeuser", guild_code=first)
    member.look("Sign the statement", status=422)
    assert member.page.locator("#id_name").input_value() == "Boris Codeuser"
    assert "This code does not work" in member.page.locator("#id_guild_code_error").inner_text()

    # A link of the guild's mail, on a phone without scripts, with an address.
    member = visitor(script=False, screen=PHONE)
    member.open(link)
    member.look("Sign the statement")
    assert member.page.locator("#id_guild_code").input_value() == second
    fill(member, "Carla Codeuser", email="carla@example.org")
    member.look("Check your e-mail")
    assert marks(site, "Carla") == []
    member.open(site.sink.wait_for("carla@example.org").path)
    member.look("Confirm your signature")
    assert f"Guild of {SLUG}" in member.page.locator("main").inner_text()
    member.press("Confirm my signature")
    member.look("Thank you for signing")
    assert SLUG in marks(site, "Carla")[0]

    # Without a code first, and with it on the page of one's guild.
    member = visitor(screen=PHONE)
    member.open("/ask-first/sign/")
    member.unfold()
    member.page.locator("#id_guild").select_option(SLUG)
    fill(member, "Dora Codeuser")
    member.look("Show that you are a member")
    member.type_into("#id_guild_code", "ABCD-2345")
    member.press("Show that I am a member")
    member.look("Show that you are a member", status=422)
    member.page.locator("#id_guild_code").fill(third)
    member.press("Show that I am a member")
    member.look("Thank you for signing")

    # Revoked after a question: the codes stop at once, the marks stay for a day.
    officer.page.locator("#id_first").fill("1")
    officer.page.locator("#id_last").fill("3")
    press(officer, "See what this would revoke")
    officer.look("Batch 1", status=422)
    officer.page.locator("#id_last").fill("30")
    press(officer, "See what this would revoke")
    officer.look("Revoke codes 1 to 30 of batch 1?")
    press(officer, "Revoke these codes")
    officer.look("Batch 1")
    page = officer.page.locator("main").inner_text()
    assert "The marks are removed on" in page
    assert SLUG in marks(site, "Alma")[0]
    assert not [code for code, _ in codes if code in page]

    member = visitor()
    member.open("/ask-first/sign/")
    fill(member, "Emil Codeuser", guild_code=codes[20][0])
    member.look("Sign the statement", status=422)
    logs = "".join(log.read_text(errors="replace") for log in site.log_dir.iterdir())
    assert not [code for code, _ in codes if code in logs]

    # Undone: the same code works.
    press(officer, "Undo for 1 to 30")
    officer.look("Batch 1")
    member.page.locator("button", has_text="Sign").first.click()
    member.look("Thank you for signing")
