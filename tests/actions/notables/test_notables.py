import threading
from datetime import date

import pytest
from django.db import connection

from signatures.actions.notables import headings as notable_headings
from signatures.actions.notables import notables
from signatures.actions.notables import order as notable_order
from signatures.actions.notables.notables import Check
from signatures.actions.notables.order import Place
from signatures.actions.signing import own_signature
from signatures.errors import StaleEditError
from signatures.models import Decision, IdentityCheck, Notable, NotableHeading
from tests.factories import (
    make_heading,
    make_link,
    make_notable,
    make_organizer,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db

DAY = date(2027, 5, 3)
CHECK = Check(how="video_call", checked_on=DAY, note="Zora called from the office")


@pytest.fixture
def text():
    return make_text()


@pytest.fixture
def by():
    return make_organizer("moderator")


def add(signature, heading, by, credit="Singer"):
    return notables.add(signature, heading=heading, credit=credit, check=CHECK, by=by)


def order(text):
    """Names below each heading, as the public and the desk read them."""
    below = Notable.objects.filter(heading__statement=text.statement)
    found = {heading.pk: "" for heading in NotableHeading.objects.filter(statement=text.statement)}
    for each in below.order_by("position", "pk").select_related("signature"):
        found[each.heading_id] += each.signature.name[0]
    return list(found.values())


def lined_up(text, names, heading):
    return [make_notable(make_signature(text, name=f"{name} Example"), heading) for name in names]


def logged():
    lines = Decision.objects.filter(about="notable").order_by("pk")
    return list(lines.values_list("subject", "from_state", "to_state"))


@pytest.mark.parametrize("state", ["held", "published"])
def test_add_places_at_the_end_and_notes_the_check(text, by, state):
    heading = make_heading(text)
    lined_up(text, "AB", heading)
    signature = make_signature(text, name="Cleo", state=state)

    notable = add(signature, heading, by)

    assert order(text) == ["ABC"]
    assert notable.credit == "Singer"
    check = IdentityCheck.objects.get(signature=signature)
    assert (check.how, check.checked_on, check.by) == ("video_call", DAY, by)


def test_log_says_who_by_number_only(text, by):
    signature = make_signature(text, name="Ada Example", credit="Composer")

    notable = add(signature, make_heading(text), by)
    notables.change(notable, heading=make_heading(text, "Friends"), credit="Conductor", by=by)
    notable.refresh_from_db()
    notables.remove(notable, by=by)

    who = str(signature.public_id)
    assert logged() == [
        (who, "", "identity checked, video_call, 2027-05-03"),
        (who, "", "notable, Founders"),
        (who, "its credit", "another credit"),
        (who, "Founders", "Friends"),
        (who, "notable, Friends", "not notable"),
    ]
    kept = str(list(Decision.objects.values_list()))
    assert not [word for word in ("Ada", "Composer", "Conductor", "Singer", "Zora") if word in kept]
    assert set(Decision.objects.values_list("by", "statement")) == {(by.pk, text.statement_id)}


@pytest.mark.table(
    "fields",
    [
        {"state": "pending"},
        {"state": "rejected"},
        {"display": "anonymous"},
        {"display": "counted"},
    ],
)
def test_add_refuses_who_cannot_stand_there(text, by, fields):
    with pytest.raises(StaleEditError):
        add(make_signature(text, **fields), make_heading(text), by)

    assert not IdentityCheck.objects.exists()
    assert not Decision.objects.exists()


def test_add_twice_is_told(text, by):
    signature, heading = make_signature(text), make_heading(text)
    add(signature, heading, by)

    with pytest.raises(StaleEditError):
        add(signature, heading, by)

    assert IdentityCheck.objects.count() == 1


def test_remove_erases_the_checks(text, by):
    notable = add(make_signature(text), make_heading(text), by)

    notables.remove(notable, by=by)

    assert not Notable.objects.exists()
    assert not IdentityCheck.objects.exists()
    with pytest.raises(StaleEditError):
        notables.remove(notable, by=by)
    with pytest.raises(StaleEditError):
        notables.note_check(notable, check=CHECK, by=by)


def test_withdrawing_erases_place_credit_and_note(text, by):
    signature = make_signature(text)
    add(signature, make_heading(text), by)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert not Notable.objects.exists()
    assert not IdentityCheck.objects.exists()


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
def test_step_moves_within_and_across_headings(text, by, who, up, after):
    headings = [make_heading(text, "First"), make_heading(text, "Second")]
    below = ["ABC", "DE"]
    for names, heading in zip(below, headings, strict=True):
        lined_up(text, names, heading)
    name, place = who
    notable = Notable.objects.get(signature__name=f"{name} Example")
    seen = Place(headings[place].pk, below[place].index(name))

    notable_order.step(notable, up=up, seen=seen, by=by)

    assert order(text) == after


@pytest.mark.table(
    ("index", "heading", "after"),
    [(0, 0, ["CAB", "DE"]), (1, 1, ["AB", "DCE"]), (9, 1, ["AB", "DEC"]), (2, 0, ["ABC", "DE"])],
)
def test_put_moves_to_any_place(text, by, index, heading, after):
    headings = [make_heading(text, "First"), make_heading(text, "Second")]
    notable = lined_up(text, "ABC", headings[0])[2]
    lined_up(text, "DE", headings[1])

    at = Place(headings[heading].pk, index)
    notable_order.put(notable, at=at, seen=Place(headings[0].pk, 2), by=by)

    assert order(text) == after


def test_who_saw_another_order_is_told_and_moves_nothing(text, by):
    heading = make_heading(text)
    first, second, _ = lined_up(text, "ABC", heading)
    notable_order.step(second, up=True, seen=Place(heading.pk, 1), by=by)

    with pytest.raises(StaleEditError):
        notable_order.step(second, up=True, seen=Place(heading.pk, 1), by=by)
    with pytest.raises(StaleEditError):
        notable_order.put(first, at=Place(0, 0), seen=Place(heading.pk, 1), by=by)

    assert order(text) == ["BAC"]


def test_heading_of_another_statement_takes_nobody(text, by):
    heading, foreign = make_heading(text), make_heading(make_text())
    [notable] = lined_up(text, "A", heading)

    with pytest.raises(StaleEditError):
        notable_order.put(notable, at=Place(foreign.pk, 0), seen=Place(heading.pk, 0), by=by)

    assert order(text) == ["A"]


def test_headings_are_added_renamed_moved_and_deleted_when_empty(text, by):
    first, second = (notable_headings.add(text.statement, name=n, by=by) for n in ("One", "Two"))
    lined_up(text, "A", first)

    notable_headings.rename(second, name="Zwei", by=by)
    notable_headings.step(second, up=True, seen=1, by=by)
    assert [each.name for each in text.statement.notable_headings.all()] == ["Zwei", "One"]
    second.refresh_from_db()
    notable_headings.delete(second, by=by)
    with pytest.raises(StaleEditError):
        notable_headings.delete(first, by=by)

    assert order(text) == ["A"]
    which = f"heading {second.pk}"
    assert logged()[1:] == [
        (which, "", "Two"),
        (which, "Two", "Zwei"),
        (which, "place 2", "place 1"),
        (which, "Zwei", ""),
    ]


def test_of_two_headings_of_one_name_the_second_is_told(text, by):
    one = notable_headings.add(text.statement, name="One", by=by)
    two = notable_headings.add(text.statement, name="Two", by=by)

    with pytest.raises(StaleEditError):
        notable_headings.add(text.statement, name="One", by=by)
    with pytest.raises(StaleEditError):
        notable_headings.rename(two, name="One", by=by)
    one.name = "as it was called before"
    with pytest.raises(StaleEditError):
        notable_headings.rename(one, name="Three", by=by)
    with pytest.raises(StaleEditError):
        notable_headings.step(one, up=False, seen=1, by=by)


@pytest.mark.django_db(transaction=True)
def test_two_who_order_at_once_lose_nobody(text, by):
    heading, other = make_heading(text, "One"), make_heading(text, "Two")
    people = lined_up(text, "ABCDEF", heading)
    told = []

    def shuffle(notable, index):
        try:
            to = Place(other.pk, 0)
            notable_order.put(notable, at=to, seen=Place(heading.pk, index), by=by)
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
