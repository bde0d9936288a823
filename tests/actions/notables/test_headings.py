import pytest

from signatures.actions.notables import headings as notable_headings
from signatures.errors import StaleEditError
from tests.actions.notables.lines import lined_up, logged, order

pytestmark = pytest.mark.django_db


def test_headings_are_added_renamed_moved_and_deleted_when_empty(text, mo):
    first, second = (notable_headings.add(text.statement, name=n, by=mo) for n in ("One", "Two"))
    lined_up(text, "A", first)

    notable_headings.rename(second, name="Zwei", by=mo)
    notable_headings.step(second, up=True, seen=1, by=mo)
    assert [each.name for each in text.statement.notable_headings.all()] == ["Zwei", "One"]
    second.refresh_from_db()
    notable_headings.delete(second, by=mo)
    with pytest.raises(StaleEditError):
        notable_headings.delete(first, by=mo)

    assert order(text) == ["A"]
    which = f"heading {second.pk}"
    assert logged()[1:] == [
        (which, "", "Two"),
        (which, "Two", "Zwei"),
        (which, "place 2", "place 1"),
        (which, "Zwei", ""),
    ]


def test_of_two_headings_of_one_name_the_second_is_told(text, mo):
    one = notable_headings.add(text.statement, name="One", by=mo)
    two = notable_headings.add(text.statement, name="Two", by=mo)

    with pytest.raises(StaleEditError):
        notable_headings.add(text.statement, name="One", by=mo)
    with pytest.raises(StaleEditError):
        notable_headings.rename(two, name="One", by=mo)
    one.name = "as it was called before"
    with pytest.raises(StaleEditError):
        notable_headings.rename(one, name="Three", by=mo)
    with pytest.raises(StaleEditError):
        notable_headings.step(one, up=False, seen=1, by=mo)
