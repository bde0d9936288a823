from datetime import UTC, datetime, timedelta

import pytest

from signatures.renditions.pictures import hours

NOW = datetime(2026, 5, 20, 14, 25, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RUNNING = NOW.replace(minute=0)
LONG_AGO = NOW - 100 * DAY


def last(numbers, since=LONG_AGO):
    return hours.hours(numbers, since=since, now=NOW)[-1]


def test_hours_are_the_last_two_days_and_the_one_that_runs():
    shown = hours.hours({RUNNING: 3, RUNNING - HOUR: 9}, since=LONG_AGO, now=NOW)

    assert len(shown) == 49
    assert [(each.at, each.number) for each in shown[-2:]] == [(RUNNING - HOUR, 9), (RUNNING, 3)]
    assert shown[0].at == RUNNING - 48 * HOUR


def test_usual_is_of_the_same_hour_on_the_seven_days_before():
    numbers = {RUNNING - ago * DAY: 10 * ago for ago in range(1, 9)}
    numbers |= {RUNNING - ago * DAY - HOUR: 999 for ago in range(9)}

    assert last(numbers).usual == (25, 40, 55)


def test_days_without_a_signature_count_and_those_before_the_opening_do_not():
    numbers = {RUNNING - DAY: 30, RUNNING - 2 * DAY: 30}

    assert last(numbers).usual == (0, 0, 15)
    assert last(numbers, since=RUNNING - 3 * DAY).usual == (15, 30, 30)
    assert last(numbers, since=RUNNING - 2 * DAY).usual is None


@pytest.mark.parametrize(
    ("number", "is_burst"), [(51, True), (50, False), (19, False)], ids=["more", "five", "few"]
)
def test_burst_is_five_times_the_mean_of_the_day_before(number, is_burst):
    numbers = {RUNNING - ago * HOUR: 10 if number > 19 else 1 for ago in range(1, 25)}

    assert last(numbers | {RUNNING: number}).is_burst is is_burst


def test_first_hours_are_no_burst():
    numbers = {RUNNING: 500, RUNNING - HOUR: 1}

    assert not last(numbers, since=RUNNING - 5 * HOUR).is_burst
    assert last(numbers, since=RUNNING - 6 * HOUR).is_burst


def test_hour_that_is_always_busy_is_no_burst():
    numbers = {RUNNING - ago * DAY: 100 for ago in range(1, 8)}

    assert not last(numbers | {RUNNING: 100}).is_burst
    assert last(numbers | {RUNNING: 101}).is_burst


def test_drawing_marks_bursts_and_has_room_for_what_is_usual():
    numbers = {RUNNING - 48 * HOUR: 60} | {RUNNING - ago * DAY - HOUR: 90 for ago in range(1, 8)}
    over = hours.hours(numbers, since=LONG_AGO, now=NOW)[:-1]

    drawing = hours.draw(over)

    assert [tick.number for tick in drawing.line.ticks] == [0, 50, 100]
    assert [mark.x for mark in drawing.line.marks] == ["0%"]
    assert drawing.band


def test_nothing_is_drawn_of_nothing():
    assert hours.draw(hours.hours({}, since=LONG_AGO, now=NOW)) == hours.Drawing(None, "")
