"""A burst of one night: found, looked at, refused in bulk, cancelled, undone."""

import threading

import psycopg
import pytest

from tests.factories import totp_code
from tests.journeys.site import wait_until

pytestmark = pytest.mark.timeout(300)

EMAIL = "mo@example.org"
PEOPLE, BOTS = 1_000, 5_000
BOT = "SELECT id FROM signatures_signature WHERE email = 'bot-2500@burst.example' FOR UPDATE"
STATES = """
    SELECT state, count(*) FROM signatures_signature
    WHERE mailbox LIKE '%@burst.example' GROUP BY state ORDER BY state
"""


@pytest.fixture
def moderator(visitor, site):
    site.seed("organizer", EMAIL, "moderator")
    site.seed("burst", "flooded", PEOPLE, BOTS)
    somebody = visitor(signs_in=True)
    somebody.sign_in(EMAIL, "/desk/flooded/signatures/")
    return somebody


def preview(moderator):
    """From the search for a domain to the page that says how many will be refused."""
    moderator.open("/desk/flooded/signatures/")
    moderator.look("Signatures")
    moderator.tick("main summary")
    moderator.type_into("#id_domain", "burst.example")
    moderator.press("Search")
    moderator.look("Signatures")
    assert moderator.page.locator("#matches").inner_text() == "More than 1,000 signatures."
    moderator.press("Decide about all results")
    moderator.tab_to("#id_batch_act").press_sequentially("Ref")
    moderator.tab_to("#id_batch_refusal").press_sequentially("aut")
    moderator.type_into("#id_batch_reason", "one domain, one night")
    moderator.press("Preview")
    moderator.look("Refuse 5,000 signatures")


def confirm(moderator, words):
    """Press what wants the second factor once more, unless it was shown a moment ago."""
    moderator.press(words)
    if "/reauthenticate/" in moderator.page.url:
        moderator.look("Show that it is you")
        moderator.type_into("#id_code", totp_code())
        moderator.press("Confirm")


def wait_for(moderator, words):
    page = moderator.page
    page.locator(f".batch__state:text-is('{words}')").wait_for(timeout=60_000)


def test_a_burst_is_refused_in_bulk_cancelled_and_undone(moderator, site, visitor):
    before = site.count("flooded")

    preview(moderator)
    assert site.sql(STATES) == [("published", BOTS)]
    with psycopg.connect(site.servers.database_url) as elsewhere:
        elsewhere.execute(BOT)  # somebody is at one of the second chunk: the worker waits there
        confirm(moderator, "Refuse all 5,000")
        wait_for(moderator, "2,000 of 5,000 done.")
        moderator.look("Refuse 5,000 signatures")
        threading.Timer(1, elsewhere.rollback).start()
        moderator.press("Cancel")
    wait_for(moderator, "4,000 of 5,000 done.")
    moderator.look("Refuse 5,000 signatures")
    assert site.sql(STATES) == [("published", 1_000), ("rejected", 4_000)]
    confirm(moderator, "Undo all 4,000")
    wait_for(moderator, "4,000 of 4,000 done.")
    moderator.look("Undo of 4,000 decisions")
    assert site.sql(STATES) == [("published", BOTS)]

    preview(moderator)
    confirm(moderator, "Refuse all 5,000")
    wait_for(moderator, "5,000 of 5,000 done.")
    assert site.sql(STATES) == [("rejected", BOTS)]
    wait_until(lambda: site.count("flooded") == before - BOTS)
    confirm(moderator, "Undo all 5,000")
    wait_for(moderator, "5,000 of 5,000 done.")
    moderator.look("Undo of 5,000 decisions")
    assert site.sql(STATES) == [("published", BOTS)]
    wait_until(lambda: site.count("flooded") == before)
    moderator.open("/desk/flooded/batches/")
    moderator.look("Bulk actions")
    moderator.open("/desk/flooded/export/?domain=burst.example")
    moderator.look("Export")
