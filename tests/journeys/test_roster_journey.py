"""A guild's roster, from the tool that its officer runs to the member whom a later one left out."""

import re
import subprocess
import sys

import pytest

from tests.journeys.site import wait_until
from tests.journeys.test_codes_journey import fill, marks, press, sign_in
from tests.journeys.visitor import PHONE

SLUG = "reeds"
SURNAMES = ["Oboe", "O’Fagott", "Clarinet-Basset", "Shawm", "Duduk", "Zurna", "Suona", "Rackett"]


@pytest.fixture
def guild(site):
    site.seed("guild", SLUG, "guild_roster")
    yield SLUG
    site.sql("UPDATE signatures_guild SET methods = '{}' WHERE slug = %s", SLUG)


def download(officer, selector, path):
    button = officer.tab_to(selector)
    with officer.page.expect_download() as started:
        button.press("Enter")
    started.value.save_as(path)
    officer.said.clear()  # so the browser calls a page that turns out to be a file


def run_tool(folder, rows, day):
    """Run the tool that was downloaded on a list as a spreadsheet writes it."""
    lines = ["Member no;Surname", *(f"RE-00{number};{name}" for number, name in rows)]
    (folder / "members.csv").write_text("\r\n".join(lines), encoding="cp1252")
    asked = ["members.csv", "--key", "key.txt", "--date", day, "--out", f"{day}.txt"]
    command = [sys.executable, "-I", "fingerprints.py", *asked]
    refused = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert re.search(r"cp1252: RE-00\d+;O’Fagott", refused.stderr)
    command += ["--encoding", "cp1252"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.stdout.startswith(f"{len(rows)} members, written"), done.stderr
    return folder / f"{day}.txt"


def upload(officer, file, number):
    officer.open(f"/guilds/{SLUG}/roster/")
    officer.page.set_input_files("#id_roster", file)
    officer.press("Upload")
    officer.look(f"Roster {number}")


@pytest.mark.timeout(400)
def test_roster_from_the_tool_to_a_member_left_out(visitor, site, guild, tmp_path):
    rows = list(enumerate(SURNAMES * 3, start=101))
    officer = sign_in(visitor, f"officer@{SLUG}.example")
    officer.press("Roster")
    officer.look("Roster")
    officer.type_into("#id_prefixes", "RE")
    press(officer, "Save")
    officer.look("Roster")
    download(officer, "main a:text-is('Download the tool')", tmp_path / "fingerprints.py")
    download(officer, "main button:text-is('Download the key')", tmp_path / "key.txt")
    upload(officer, run_tool(tmp_path, rows, "2026-11-01"), 1)
    press(officer, "Ask for approval")
    officer.look("Roster 1")

    owner = sign_in(visitor, f"owner@{SLUG}.example")
    owner.open(f"/desk/guilds/{SLUG}/roster/")
    owner.look("Roster")
    press(owner, "Agree")
    owner.look("Roster")

    # Without an address, on a phone without scripts: a wrong number first, then one's own.
    member = visitor(script=False, screen=PHONE)
    member.open("/ask-first/sign/")
    member.unfold()
    member.page.locator("#id_guild").select_option(SLUG)
    fill(member, "Bella Rosterly")
    member.look("Show that you are a member")
    member.type_into("#id_number", "103")
    member.type_into("#id_surname", "fagott")
    member.press("Show that I am on the roster")
    member.look("Show that you are a member", status=422)
    assert "do not match the guild’s roster" in member.page.locator("main").inner_text()
    member.page.locator("#id_number").fill("re 102")
    member.page.locator("#id_surname").fill("O'FAGOTT")
    member.press("Show that I am on the roster")
    member.look("Thank you for signing")
    assert SLUG in marks(site, "Rosterly")[0]

    # The next roster leaves this member out: little changes, and no owner need agree.
    upload(officer, run_tool(tmp_path, [row for row in rows if row[0] != 102], "2026-11-08"), 2)
    press(officer, "Use this version")
    officer.look("Roster 2")
    words = "not on its roster of 8 November 2026"
    seconds = wait_until(
        lambda: words in site.get("/ask-first/signatories/?q=Rosterly").text, within=60
    )
    print(f"lapsed in public after {seconds:.1f} s")
    reader = visitor()
    reader.open("/ask-first/signatories/?q=Rosterly")
    reader.look()
    logs = "".join(log.read_text(errors="replace") for log in site.log_dir.iterdir())
    assert "FAGOTT" not in logs
