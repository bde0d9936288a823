import threading

import pytest
from django.db import connection

from signatures.actions.notables import order as notable_order
from signatures.actions.notables.order import Place
from signatures.errors import StaleEditError
from signatures.models import Notable
from tests.actions.notables.lines import lined_up, order
from tests.factories import (
    make_heading,
    make_text,
)

pytestmark = pytest.mark.django_db


@pytest.mark.table(
    ("who", "up", "after"),
    [
        (("A", 0), True, ["ABC", "DE"]),
        (("B", 0), True, ["BAC", "DE"]),
        (("C", 0), False, ["AB", "CDE"]),
        (("D", 1), True, ["ABCD", "E"]),
        (("D", 1), False, ["ABC", "ED"]),
        (("E", 1), False, ["ABC", "DE"]),
    ],
)
def test_step_moves_within_and_across_headings(text, mo, who, up, after):
    headings = [make_heading(text, "First"), make_heading(text, "Second")]
    below = ["ABC", "DE"]
    for names, heading in zip(below, headings, strict=True):
        lined_up(text, names, heading)
    name, place = who
    notable = Notable.objects.get(signature__name=f"{name} Example")
    seen = Place(headings[place].pk, below[place].index(name))

    notable_order.step(notable, up=up, seen=seen, by=mo)

    assert order(text) == after


@pytest.mark.table(
    ("index", "heading", "after"),
    [(0, 0, ["CAB", "DE"]), (1, 1, ["AB", "DCE"]), (9, 1, ["AB", "DEC"]), (2, 0, ["ABC", "DE"])],
)
def test_put_moves_to_any_place(text, mo, index, heading, after):
    headings = [make_heading(text, "First"), make_heading(text, "Second")]
    notable = lined_up(text, "ABC", headings[0])[2]
    lined_up(text, "DE", headings[1])

    at = Place(headings[heading].pk, index)
    notable_order.put(notable, at=at, seen=Place(headings[0].pk, 2), by=mo)

    assert order(text) == after


def test_who_saw_another_order_is_told_and_moves_nothing(text, mo):
    heading = make_heading(text)
    first, second, _ = lined_up(text, "ABC", heading)
    notable_order.step(second, up=True, seen=Place(heading.pk, 1), by=mo)

    with pytest.raises(StaleEditError):
        notable_order.step(second, up=True, seen=Place(heading.pk, 1), by=mo)
    with pytest.raises(StaleEditError):
        notable_order.put(first, at=Place(0, 0), seen=Place(heading.pk, 1), by=mo)

    assert order(text) == ["BAC"]


def test_heading_of_another_statement_takes_nobody(text, mo):
    heading, foreign = make_heading(text), make_heading(make_text())
    [notable] = lined_up(text, "A", heading)

    with pytest.raises(StaleEditError):
        notable_order.put(notable, at=Place(foreign.pk, 0), seen=Place(heading.pk, 0), by=mo)

    assert order(text) == ["A"]


@pytest.mark.django_db(transaction=True)
def test_two_who_order_at_once_lose_nobody(text, mo):
    heading, other = make_heading(text, "One"), make_heading(text, "Two")
    people = lined_up(text, "ABCDEF", heading)
    told = []

    def shuffle(notable, index):
        try:
            to = Place(other.pk, 0)
            notable_order.put(notable, at=to, seen=Place(heading.pk, index), by=mo)
        except StaleEditError:
            told.append(index)
        finally:
            connection.close()

    threads = [threading.Thread(target=shuffle, args=each[::-1]) for each in enumerate(people)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted("".join(order(text))) == list("ABCDEF")
    assert len(order(text)[1]) == 6 - len(told) >= 1
    positions = Notable.objects.values_list("heading", "position")
    moved = [place for where, place in positions if where == other.pk]
    assert sorted(moved) == list(range(len(moved)))
