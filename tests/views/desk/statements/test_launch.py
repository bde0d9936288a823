"""The page of the launch: timeline, dates with zones, rehearsal, and undo within an hour."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Decision, Statement, StatementLink
from tests.factories import (
    make_endorsement,
    make_heading,
    make_notable,
    make_organizer,
    make_signature,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LAUNCH = "/desk/ask/launch/"


@pytest.fixture
def edda(client):
    return sign_in(client, make_organizer("editor"))


def typed(client, **values):
    page = client.get(LAUNCH)
    return {
        "seen": page.context["seen"],
        "opens_at": "1 January 2026, 9:00",
        "after_close": "names",
        **values,
    }


def states(client):
    return {each.phase.value: each.state for each in client.get(LAUNCH).context["steps"]}


def test_timeline_says_what_is_done_and_what_comes_next(edda):
    now = timezone.now()
    dates = {"opens_at": now - HOUR, "embargo_at": now + HOUR, "publishes_at": now + 2 * HOUR}
    make_text(slug="ask", **dates, closes_at=now + 3 * HOUR)

    before = states(edda)
    Statement.objects.update(embargo_at=None, publishes_at=now - HOUR / 2)
    after = states(edda)

    done = {"draft": "done", "private": "now"}
    assert before == done | {
        "embargo": "next",
        "public": "later",
        "closed": "later",
        "archived": "later",
    }
    assert after == {
        "draft": "done",
        "private": "done",
        "embargo": "without",
        "public": "now",
        "closed": "next",
        "archived": "later",
    }


def test_dates_are_read_with_their_zone_shown_in_utc_and_logged(edda):
    make_text(slug="ask", publishes_at=None)
    dates = {
        "publishes_at": "1 December 2026, 9:00 Berlin",
        "embargo_at": "2026-11-30 12:00 +02:00",
    }

    page = edda.post(LAUNCH, typed(edda, **dates), follow=True)

    saved = Statement.objects.get()
    assert saved.publishes_at == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert saved.embargo_at == datetime(2026, 11, 30, 10, tzinfo=UTC)
    assertContains(page, "1 December 2026, 08:00 UTC")
    logged = Decision.objects.filter(about="statement").values_list("subject", flat=True)
    assert {"publishes_at", "embargo_at"} <= set(logged)


@pytest.mark.table(
    ("dates", "field"),
    [
        ({"embargo_at": "1 December 2050, 9:00"}, "publishes_at"),
        (
            {"embargo_at": "2 December 2050, 9:00", "publishes_at": "1 December 2050, 9:00"},
            "embargo_at",
        ),
        ({"closes_at": "1 January 2025, 9:00"}, "closes_at"),
        ({"publishes_at": "soon"}, "publishes_at"),
        ({"publishes_at": "1 January 2025, 9:00"}, "publishes_at"),
    ],
)
def test_dates_that_cannot_be_are_refused_at_their_field(edda, dates, field):
    make_text(slug="ask", publishes_at=None)

    page = edda.post(LAUNCH, typed(edda, **dates))

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assertContains(page, next(iter(dates.values())), status_code=422)


def test_rehearsal_shows_the_page_as_it_will_be_and_only_at_the_desk(edda):
    text = make_text(slug="ask", publishes_at=timezone.now() + HOUR, title="Ask first")
    make_notable(make_signature(text, name="Nora Notable"), make_heading(text, "Founders"))
    make_signature(text, name="Ada Example")
    make_signature(text, name="Held Person", state="held")
    make_endorsement(text, name="Tin Players")
    StatementLink.objects.create(
        statement=text.statement, title="Film", url="https://v.example/", picture="links/0.webp"
    )

    page = edda.get(f"{LAUNCH}rehearsal/")

    for shown in (
        "Rehearsal",
        "Ask first",
        "Founders",
        "Nora Notable",
        "Ada Example",
        "Tin Players",
    ):
        assertContains(page, shown)
    assertContains(page, 'src="/media/links/0.webp?key=')
    assertNotContains(page, "Held Person")
    assertNotContains(page, "not public yet")
    assert "no-store" in page["Cache-Control"]
    assert Client().get(f"{LAUNCH}rehearsal/").status_code == 302
    assert Client().get("/ask/").status_code == 404
    assert not Statement.objects.get().is_public


def test_publication_can_be_undone_for_an_hour(edda, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    make_text(slug="ask", publishes_at=timezone.now())
    time_machine.shift(3599)

    page = edda.get(LAUNCH)
    assertContains(page, "Hide it again")
    edda.post(f"{LAUNCH}take-back/", {"seen": page.context["seen"]})

    assert Client().get("/ask/").status_code == 404
    assert Statement.objects.get().phase == "private"


def test_publication_cannot_be_undone_after_an_hour(edda, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    make_text(slug="ask", publishes_at=timezone.now())
    time_machine.shift(3600)

    page = edda.get(LAUNCH)
    refused = edda.post(f"{LAUNCH}take-back/", {"seen": page.context["seen"]}, follow=True)

    assertNotContains(page, "Hide it again")
    assertContains(refused, "which is over")
    assert Client().get("/ask/").status_code == 200


@pytest.mark.parametrize("after_close", ["names", "counts"])
def test_names_leave_every_page_at_the_end_if_only_counts_are_kept(client, after_close):
    now = timezone.now()
    text = make_text(slug="ask", opens_at=now - 2 * HOUR, closes_at=now, after_close=after_close)
    make_notable(make_signature(text, name="Nora Notable"), make_heading(text, "Founders"))
    make_signature(text, name="Ada Example")
    paths = ["/ask/", "/ask/signatories/", "/ask/signatories/?q=ada", "/ask/signatories.csv"]
    paths += ["/ask/signatories.json", "/ask/feed.xml", "/api/v1/statements/ask/signatories"]

    answers = {path: client.get(path) for path in paths}

    for path, answer in answers.items():
        body = answer.getvalue() if answer.streaming else answer.content
        assert answer.status_code == 200
        assert (b"Ada Example" in body) == (after_close == "names"), path
    assert client.get("/api/v1/statements/ask/count").json() == {"signatories": 2}
