"""A moderator reads how a statement fares, and what was done; looked at, on both screens."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.evidence import transitions
from signatures.actions.moderation import decisions as moderation
from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, Signature
from tests.factories import make_organizer, make_signature, make_text
from tests.journeys.visitor import PHONE

EMAIL = "lena@example.org"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def seed():
    """A week of signatures with a busy hour, and every kind of line there is."""
    mo = make_organizer("moderator", email=EMAIL)
    text = make_text(slug="told", title="Told by its log", opens_at=timezone.now() - 20 * DAY)
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for ago in range(1, 24 * 6, 3):
        _proven(text, hour - ago * HOUR, 1 + ago % 5)
    _proven(text, hour - 7 * HOUR, 40, source_network="8.8.8.0/24")
    burst = [make_signature(text, state="held").pk for _ in range(3)]
    batch = uuid.uuid4()
    how = {"by": mo, "reason": "one program", "refusal": "automated", "batch": batch}
    transitions.move(burst, before=["held"], after="rejected", **how)
    about = Decision.About
    told = {"by": mo, "batch": batch, "statement": text.statement}
    audit_log.record(about.BATCH, subject="3 signatures refused", reason="burst", **told)
    held = make_signature(text, state="held", name="Ada Example", reasons=["number"])
    moderation.publish(held, by=mo, reason="she wrote to us")
    moderation.undo(Decision.objects.order_by("pk").last(), by=mo)
    audit_log.record(about.RULE, by=mo, subject="rule 7", to_state="hold domain throwaway.example")


def _proven(text, at, number, **fields):
    people = [make_signature(text, name="李安", **fields).pk for _ in range(number)]
    Signature.objects.filter(pk__in=people).update(attested_at=at)


@pytest.fixture(scope="module")
def told(site):
    site.call(__name__, "seed")


def test_moderator_reads_the_numbers_and_the_log(visitor, told):
    mo = visitor(signs_in=True)
    mo.sign_in(EMAIL)
    mo.look("The desk")

    follow(mo, 'main [href="/desk/told/"]')
    mo.look("Statistics")
    assert "Unusual: 4" in mo.page.locator("main").inner_text()
    mo.tab_to("#hours-table")
    mo.page.keyboard.press("Enter")
    mo.look("Statistics")

    mo.tab_to(".deskbar__more summary")
    mo.page.keyboard.press("Enter")
    mo.look("Statistics")  # with all that was behind the press
    follow(mo, '.deskbar [href="/desk/told/log/"]')
    mo.look("Log")
    lines = mo.page.locator(".log tbody tr")
    assert lines.count() == 3
    mo.type_into("#log_words", "wrote")
    mo.press("Show")
    mo.look("Log")
    assert lines.count() == 1
    assert "Undone later." in lines.inner_text()

    mo.open("/desk/log/?about=king")
    mo.look("Log", status=422)
    mo.open("/desk/log/")
    follow(mo, '.log__id[href*="batch="]')
    mo.look("Log")
    assert lines.count() == 4

    mo.page.set_viewport_size(PHONE["viewport"])
    for path, heading in (("/desk/told/", "Statistics"), ("/desk/told/log/", "Log")):
        mo.open(path)
        mo.look(heading)


def follow(somebody, selector):
    somebody.tab_to(selector)
    with somebody.page.expect_navigation(wait_until="load"):
        somebody.page.keyboard.press("Enter")
