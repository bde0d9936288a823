"""What organizers do to one row in the same instant: one wins, the others are told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from tests.journeys.seed import TOKEN
from tests.journeys.site import wait_until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
DECISIONS = "SELECT to_state, count(*) FROM signatures_decision WHERE {} GROUP BY 1"


@pytest.fixture
def at_work(site, request):
    def at_work(number, reason="organizer"):
        slug = f"race-{len(request.node.name)}"
        return slug, site.seed("at_work", slug, number, reason)

    return at_work


def post(site, session, path, **form):
    typed = {"csrfmiddlewaretoken": TOKEN, **form}
    return site.post(path, typed, Cookie=f"session={session}")


@contextmanager
def row_locked(site, signature, until):
    """Hold the row until ``until`` of them wait for it, so that they do meet."""
    with psycopg.connect(site.servers.database_url) as other:
        other.execute("SELECT FROM signatures_signature WHERE id = %s FOR UPDATE", [signature])

        def let_go():
            wait_until(lambda: site.value(WAITING) >= until)
            other.rollback()

        yield let_go


def all_at_once(calls, gathered=lambda: None):
    with ThreadPoolExecutor(max_workers=len(calls)) as threads:
        running = [threads.submit(call) for call in calls]
        gathered()
        return [each.result() for each in running]


def test_of_two_who_decide_in_the_same_instant_one_wins_and_one_is_told(site, at_work):
    slug, made = at_work(2)
    row, (one, two) = made["signatures"][0], made["sessions"]
    queue = f"/desk/{slug}/queue/{row}"

    with row_locked(site, row, until=2) as let_go:
        answers = all_at_once(
            [
                lambda: post(site, one, f"{queue}/publish/"),
                lambda: post(site, two, f"{queue}/refuse/", refusal="not_a_name"),
            ],
            let_go,
        )

    assert Counter(each.status for each in answers) == {302: 1, 409: 1}
    [told] = [each.text for each in answers if each.status == 409]
    winner = 0 if answers[0].status == 302 else 1
    assert f"Nothing was changed: {slug}-{winner}@example.org decided" in told
    assert dict(site.sql(DECISIONS.format(f"signature_id = {row}"))) == {
        ["published", "rejected"][winner]: 1
    }


def test_two_who_agree_in_the_same_instant_publish_it(site, at_work):
    slug, made = at_work(2, "watched_name")
    row = made["signatures"][0]

    with row_locked(site, row, until=2) as let_go:
        answers = all_at_once(
            [
                lambda who=who: post(site, who, f"/desk/{slug}/queue/{row}/publish/")
                for who in made["sessions"]
            ],
            let_go,
        )

    led_to = sorted(each.headers["Location"].split("?")[1].split("=")[0] for each in answers)
    assert led_to == ["agreed", "done"]
    assert dict(site.sql(DECISIONS.format(f"signature_id = {row}"))) == {"published": 1}


def test_those_who_take_the_next_in_the_same_instant_take_different_ones(site, at_work):
    slug, made = at_work(8)
    last = made["signatures"][-1]

    answers = all_at_once(
        [
            lambda who=who: post(site, who, f"/desk/{slug}/queue/{last}/next/")
            for who in made["sessions"]
        ]
    )

    assert Counter(each.status for each in answers) == {302: 8}
    taken = "signature_id = ANY(%s)"
    rows = site.sql(f"SELECT by_id FROM signatures_taking WHERE {taken}", made["signatures"])
    assert len(rows) == len(set(rows)) == 8


def test_of_two_officers_who_answer_in_the_same_instant_one_wins_and_one_is_told(site):
    made = site.seed("officers_at_work", "race-of-officers")
    queue = "/guilds/race-of-officers/queue/"
    pages = list(zip(made["sessions"], made["batches"], ["no", "unsure"], strict=True))

    with row_locked(site, made["signature"], until=2) as let_go:
        answers = all_at_once(
            [
                lambda who=who, batch=batch, said=said: post(
                    site, who, queue, batch=batch, **{"answer-0": said}
                )
                for who, batch, said in pages
            ],
            let_go,
        )

    assert Counter(each.status for each in answers) == {302: 2}
    told = [site.get(queue, Cookie=f"session={who}").text for who in made["sessions"]]
    assert sorted("was answered by someone else" in each for each in told) == [False, True]
    assert sorted("1 answer is saved." in each for each in told) == [False, True]
    said = "SELECT answer FROM signatures_vouchanswer WHERE request_id = %s"
    assert len(site.sql(said, made["request"])) == 1
