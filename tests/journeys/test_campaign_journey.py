"""One campaign, from an empty desk to a public list, by the menus and the checklist alone.

``CAMPAIGN_NAMES=5000`` walks it with as many names as a campaign had.
"""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.factories import totp_code
from tests.journeys.site import JOBS_IN_ONE_PROCESS, Site, wait_until
from tests.journeys.visitor import Visitor
from tests.servers import VAR_DIR

pytestmark = pytest.mark.timeout(900)

NAMES = int(os.environ.get("CAMPAIGN_NAMES", "150"))
OWNER = "olga@campaign.example"
FIRST = ["Abel", "Bela", "Cora", "Dara", "Edda", "Finn", "Gitta", "Hanno", "Ilka", "Jory"]
SYLLABLES = ["bran", "dol", "fen", "gar", "hul", "kem", "lor", "mun", "nes", "pol"]


def names():
    """Return NAMES plainly invented names, each different."""
    lasts = [f"{a}{b}{c}".capitalize() for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]
    pairs = [f"{first} {last}" for last in lasts for first in FIRST]
    return [pairs[number * 7 % len(pairs)] for number in range(NAMES)]


@pytest.fixture(scope="module")
def empty():
    """A site of its own, where no statement was ever written."""
    site = Site(VAR_DIR / "campaign", JOBS_IN_ONE_PROCESS)
    try:
        site.start()
        site.seed("organizer", OWNER, "owner")
        yield site
    finally:
        site.stop()


@pytest.fixture
def olga(browser, empty):
    somebody = Visitor(browser, empty, signs_in=True)
    somebody.sign_in(OWNER)
    yield somebody
    somebody.leave()


def go(somebody, label):
    """Follow a link of the bar, which may be behind "More" or "Site"."""
    page = somebody.page
    link = page.locator(".deskbar").get_by_role("link", name=label, exact=True).first
    if not link.is_visible():
        hidden = page.locator(f".deskbar details:has(a:text-is('{label}')) > summary").first
        hidden.click()
        link = page.locator(f".deskbar details[open] a:text-is('{label}')").first
    with page.expect_navigation(wait_until="load"):
        link.click()


def step(somebody, label):
    """Follow a step of the checklist."""
    with somebody.page.expect_navigation(wait_until="load"):
        somebody.page.locator(".checklist").get_by_role("link", name=label, exact=True).click()


def click(somebody, label):
    """Click a button or a link in the page, and confirm who it is if asked to."""
    page = somebody.page
    target = page.locator(f"main :is(a, button):text-is('{label}')").first
    with page.expect_navigation(wait_until="load"):
        target.click()
    if "/reauthenticate/" in page.url:
        page.locator("#id_code").fill(totp_code(ahead=1))
        somebody.press("Confirm")


def states(site):
    rows = site.sql("SELECT state, count(*) FROM signatures_signature GROUP BY state")
    return dict(rows)


def done(somebody):
    expect(somebody.page.locator(".desk__facts")).to_contain_text("done", timeout=600_000)


def test_campaign_from_an_empty_desk_to_a_public_list(olga, empty, tmp_path):
    page = olga.page
    olga.look("The desk")
    write(olga)
    settle(olga)
    sign_as_a_test(olga, empty)
    watch(olga)
    bring(olga, tmp_path)
    assert states(empty) == {"held": NAMES + 1}

    review(olga, empty)
    go(olga, "Launch")
    click(olga, "Publish now …")
    olga.look("Publish now")
    click(olga, "Publish now")
    olga.look()

    wait_until(lambda: empty.get("/voices/").status == 200)
    page.goto("/voices/signatories/", wait_until="load")
    olga.look()
    shown = empty.get("/api/v1/statements/voices").text
    assert f'"listed": {NAMES}' in shown
    assert f'"added": {NAMES - 1}' in shown
    page.goto("/desk/", wait_until="load")
    olga.look("The desk")
    go(olga, "Log")
    olga.look()
    assert "bulk action" in page.locator("main").inner_text().lower()


def write(olga):
    """Write the statement from the link of the empty desk."""
    click(olga, "Write the first statement")
    olga.look("New statement")
    olga.page.locator("#id_slug").fill("voices")
    olga.page.locator("#id_title").fill("Ask first")
    olga.page.locator("#id_text").fill("We ask to be asked before our voices are used.")
    click(olga, "Save the statement")
    olga.look("Settings")


def settle(olga):
    """Take the steps of the checklist that are choices."""
    page = olga.page
    step(olga, "Moderation")
    page.locator("input[name=moderation][value=before]").check()
    page.locator("input[name=form_fields][value=country]").uncheck()
    click(olga, "Save")
    olga.look("Settings")
    steps = page.locator(".checklist__step--done")
    assert steps.count() == 3  # the text, the fields of the form, moderation


def sign_as_a_test(olga, site):
    step(olga, "Test signature")
    page = olga.page
    page.locator("#id_name").fill("Olga Tester")
    page.locator("#id_email").fill("olga.tester@campaign.example")
    for consent in ("sign", "publish"):
        page.locator(f"#id_consent_{consent}").check()
    click(olga, "Sign the statement")
    [path] = site.sink.wait_for("olga.tester@campaign.example").paths("confirm")
    site.post(path, {})
    page.goto("/desk/", wait_until="load")
    with page.expect_navigation(wait_until="load"):
        page.locator("main table").get_by_role("link", name="Ask first", exact=True).click()
    go(olga, "Settings")
    assert page.locator(".checklist__step--done").count() == 4


def watch(olga):
    go(olga, "Watch list and rules")
    click(olga, "Add names to the watch list")
    olga.page.locator("#id_names").fill("Zora Quillfeather")
    click(olga, "Save")
    olga.look("Watch list and rules")
    with olga.page.expect_navigation(wait_until="load"):
        olga.page.locator(".deskbar__home").click()
    with olga.page.expect_navigation(wait_until="load"):
        olga.page.locator("main table").get_by_role("link", name="Ask first", exact=True).click()


def bring(olga, folder):
    """Import the names through the upload; one of them is on the watch list."""
    page = olga.page
    file = folder / "fair.csv"
    lines = [f"{name},Signed at the fair" for name in [*names()[1:], "Zora Quillfeather"]]
    file.write_text("\n".join(["Name,Credit", *lines]))
    go(olga, "Import")
    page.locator("#id_file").set_input_files(file)
    page.locator("#id_reason").fill("signed on paper at the fair")
    click(olga, "Upload")
    olga.look("Columns of the file")
    click(olga, "Check the lines")
    expect(page.locator("h1")).to_have_text("Preview of the import", timeout=600_000)
    olga.look()
    assert re.search(rf"{NAMES:,}\s+held", page.locator("main").inner_text())
    click(olga, f"Import {NAMES:,} names")
    done(olga)


def review(olga, site):
    """Decide a few in the queue by key, and publish the rest as one bulk action."""
    page = olga.page
    go(olga, "Queue")
    olga.look("Queue")
    for number in range(1, 4):
        name = page.locator("#open-name").inner_text()
        page.keyboard.press("p")
        expect(page.locator("#said p")).to_have_text(f"Published {name}.")
        wait_until(lambda number=number: states(site).get("published") == number)
    go(olga, "Signatures")
    page.locator("#id_state").select_option("held")
    click(olga, "Search")
    olga.look("Signatures")
    page.locator("#id_batch_act").select_option("publish")
    page.locator("#id_batch_reason").fill("looked through the sheets")
    click(olga, "Preview")
    assert "on the watch list: two organizers" in page.locator("main").inner_text()
    click(olga, f"Publish all {NAMES - 3:,}")
    done(olga)
    wait_until(lambda: states(site) == {"published": NAMES, "held": 1}, within=60)
