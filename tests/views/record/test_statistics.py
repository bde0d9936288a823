"""The page of numbers: from tallies alone, and silent about what only a few share."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.models import Guild, Occupation, TallyDelta
from tests.factories import make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PATH = "/ask/numbers/"


def add(text, number, **what):
    """So many published signatures in the tallies, and nowhere else."""
    what = {"state": "published", "proof": "email", "day": timezone.now().date(), **what}
    TallyDelta.objects.bulk_create(
        TallyDelta(statement=text.statement, amount=1, **what) for _ in range(number)
    )


def rows(page):
    """What the tables say, row by row."""
    cells = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    ]
    plain = [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row] for row in cells]
    return [tuple(row) for row in plain]


def get(client):
    response = client.get(PATH)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def text(time_machine):
    time_machine.move_to("2026-03-10 12:00Z", tick=False)
    return make_text(slug="ask", publishes_at=timezone.now() - 3 * DAY)


def test_days_since_publication_are_drawn_and_listed(client, text):
    today = timezone.now().date()
    add(text, 2, day=today - 9 * DAY)
    add(text, 4, day=today - 3 * DAY)
    add(text, 1, day=today)
    tallies.fold()
    add(text, 2, day=today)

    page = get(client)

    assert ("10 March 2026", "3") in rows(page)
    assert ("9 March 2026", "0") in rows(page)
    assert ("7 March 2026", "4") in rows(page)
    assert ("Before publication", "2") in rows(page)
    assert 'd="M0.0 0.0 L333.3 200.0 L666.7 200.0 L1000.0 50.0"' in page


def test_milestones_and_goal_have_their_days(client, text):
    text.statement.goal, text.statement.milestones = 150, [40]
    text.statement.save()
    today = timezone.now().date()
    add(text, 40, day=today - 9 * DAY)
    add(text, 60, day=today - 3 * DAY)
    add(text, 60, day=today - 1 * DAY)

    page = get(client)

    assert ("40", "7 March 2026 at publication") in rows(page)
    assert ("100", "7 March 2026 at publication") in rows(page)
    assert ("150 the goal", "9 March 2026") in rows(page)
    assert "160 of the 150 asked for" in page


def test_groups_of_a_few_are_among_the_others(client, text):
    actor = Occupation.objects.create(slug="actor", name="Actor")
    poet = Occupation.objects.create(slug="poet", name="Secret Poet")
    clown = Occupation.objects.create(slug="clown", name="Secret Clown")
    guild = Guild.objects.create(slug="few", name="Secret Guild")
    add(text, 5, occupation=actor, country="IE")
    add(text, 4, occupation=poet, country="VA")
    add(text, 3, occupation=clown, proof="guild_code", guild=guild)

    page = get(client)

    assert "Secret" not in page
    assert "Vatican" not in page
    assert ("Actor", "5") in rows(page)
    assert ("Others", "7") in rows(page)
    assert ("Ireland", "5") in rows(page)
    assert rows(page).count(("Others", "fewer than 5")) == 3  # the country, the guild, its code


def test_methods_are_named_in_full(client, text):
    guild = Guild.objects.create(slug="players", name="Players")
    add(text, 9)
    add(text, 6, proof="guild_code", guild=guild)
    add(text, 5, proof="none")

    page = get(client)

    assert ("E-mail confirmed", "9") in rows(page)
    assert ("Guild code", "6") in rows(page)
    assert ("Players", "6") in rows(page)
    assert ("Added by the campaign team, not confirmed", "5") in rows(page)
    assert "15 verified signatories" in page


def test_numbers_leak_nobody(client, text):
    hidden = Occupation.objects.create(slug="secret", name="Secret Occupation")
    for display in ("name", "anonymous", "counted"):
        for _ in range(5):
            make_signature(
                text, display=display, name="Secret Name", occupation=hidden, country="VA"
            )
    for state in ("pending", "held", "rejected"):
        for _ in range(5):
            make_signature(text, state=state, name="Secret Name", occupation=hidden, country="VA")
    make_withdrawn(text)

    page = get(client)

    assert "Secret" not in page
    assert "Vatican" not in page
    assert "@" not in page
    assert "15 verified signatories" in page


def test_long_times_are_drawn_by_the_week(client, time_machine):
    time_machine.move_to("2026-03-10 12:00Z", tick=False)
    text = make_text(slug="ask", publishes_at=timezone.now() - 300 * DAY)
    add(text, 3, day=timezone.now().date() - 300 * DAY)

    page = get(client)

    assert "Signatures a week" in page
    assert ("14 May 2025", "3") in rows(page)


def test_numbers_of_nobody_say_so(client, text):
    page = get(client)

    assert "No one has signed yet." in page
    assert "<svg" not in page


def test_svg_wears_no_style(client, text):
    add(text, 9, country="IE")

    page = get(client)

    assert "<svg" in page
    assert "style=" not in page
    assert "<style" not in page


def test_numbers_of_an_early_statement_are_hidden(client):
    early = make_text(slug="ask", publishes_at=None).statement

    assert client.get(PATH).status_code == 404
    assert client.get(PATH, {"invitation": early.invitation}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_numbers_cost_the_same_however_many(client, text, count, django_assert_num_queries):
    for number in range(count):
        occupation = Occupation.objects.create(slug=f"o{number}", name=f"Occupation {number}")
        guild = Guild.objects.create(slug=f"g{number}", name=f"Guild {number}")
        add(text, 6, occupation=occupation, guild=guild, proof="guild_code", country="IE")

    with django_assert_num_queries(
        8
    ):  # text, tallies, figures (2), names (2), reduced mode, notices
        client.get(PATH)


def test_statement_page_leads_to_its_numbers(client, text):
    add(text, 9)

    page = client.get("/ask/").content.decode()

    assert page.count('href="/ask/numbers/"') == 2  # the masthead and the line
