import pytest

from signatures.actions.record_keeping import ordering
from signatures.models import Occupation

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    Occupation.objects.all().delete()
    for position, name in enumerate("abc", 1):
        Occupation.objects.create(slug=name, name=name, position=position)
    return Occupation.objects.order_by("position", "pk")


def slugs(rows):
    return "".join(rows.values_list("slug", flat=True))


def pk(rows, slug):
    return rows.get(slug=slug).pk


@pytest.mark.table(
    ("slug", "where", "place", "after"),
    [
        ("b", "up", 1, "bac"),
        ("b", "down", 3, "acb"),
        ("c", "top", 1, "cab"),
        ("a", "up", 1, "abc"),
        ("c", "down", 3, "abc"),
    ],
)
def test_move(rows, slug, where, place, after):
    assert ordering.move(rows, pk(rows, slug), where) == place
    assert slugs(rows) == after


def test_row_that_is_not_among_them_moves_nothing(rows):
    assert ordering.move(rows, 0, "top") is None
    assert slugs(rows) == "abc"


def test_positions_end_before_last_so_that_new_rows_come_after(rows):
    ordering.move(rows, pk(rows, "c"), "top", last=100)

    assert list(rows.values_list("position", flat=True)) == [97, 98, 99]
