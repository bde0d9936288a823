import pytest

from signatures.renditions.small_counts import hide_small, hide_small_parts, hide_used


def words(parts):
    return {name: str(count) for name, count in hide_small_parts(parts).items()}


@pytest.mark.parametrize(
    ("number", "told"), [(0, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (1234, "1,234")]
)
def test_hide_small_names_numbers_from_five(number, told):
    assert str(hide_small(number)) == told


@pytest.mark.parametrize("small", [1, 4])
def test_hide_small_parts_gives_nothing_away_by_the_total(small):
    """All three add up to 100, whichever of them is small."""
    assert words({"A": 60, "B": 40 - small, "C": small}) == {
        "A": "60",
        "B": "36 or more",
        "C": "fewer than 5",
    }


def test_hide_small_parts_leaves_the_others_where_the_total_tells_nothing():
    assert words({"A": 60, "B": 3, "C": 2, "D": 0}) == {
        "A": "60",
        "B": "fewer than 5",
        "C": "fewer than 5",
        "D": "fewer than 5",
    }


@pytest.mark.parametrize(
    ("number", "of", "told"),
    [
        (9, 9, "too few to tell"),
        (4, 12, "fewer than 5"),
        (5, 12, "5 or more"),
        (9, 100, "5 or more"),
        (10, 100, "10 or more"),
        (12, 12, "5 or more"),
        (100, 100, "95 or more"),
    ],
)
def test_hide_used_is_rough_at_both_ends(number, of, told):
    assert hide_used(number, of=of) == told
