from datetime import date

import pytest

from signatures.renditions.pictures import charts
from signatures.renditions.pictures.charts import Bar, Mark
from signatures.renditions.small_counts import Count, hide_small


def test_bars_are_measured_by_the_longest():
    bars, others = charts.bars({"Poet": 10, "Actor": 40, "Author": 10})

    assert bars == [
        Bar("Actor", Count(40), "100.00"),
        Bar("Author", Count(10), "25.00"),
        Bar("Poet", Count(10), "25.00"),
    ]
    assert others is None


def test_few_of_one_kind_are_not_named():
    bars, others = charts.bars({"Actor": 5, "Poet": 4, "Author": 2, "Nobody": 0})

    assert bars == [Bar("Actor", Count(5), "83.33")]
    assert others == Bar("", Count(6), "100.00")


def test_few_others_have_no_number():
    assert charts.bars({"Actor": 5, "Poet": 4})[1] == Bar("", hide_small(4))


def test_line_fills_its_box():
    line = charts.line([0, 12, 6], at=[1])

    assert line.path == "M0.0 200.0 L500.0 40.0 L1000.0 120.0"
    assert line.area == "M0.0 200.0 L500.0 40.0 L1000.0 120.0 L1000 200 L0 200 Z"
    assert [tick.number for tick in line.ticks] == [0, 5, 10, 15]
    assert line.marks == [Mark("50.00%", "40.0")]


def test_band_has_the_scale_of_the_line():
    band = charts.band([None, (3, 12), (6, 9)], most=12)

    assert band == "M500.0 40.0 L1000.0 80.0 L1000.0 120.0 L500.0 160.0 Z"


@pytest.mark.parametrize("edges", [[], [(1, 2)], [None, None, (1, 2)]])
def test_band_of_one_place_is_none(edges):
    assert charts.band(edges, most=2) == ""


@pytest.mark.parametrize("numbers", [[], [3], [0, 0]])
def test_no_line_without_two_points_and_a_height(numbers):
    assert charts.line(numbers) is None


@pytest.mark.table(
    ("most", "ticks"),
    [
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (7, [0, 2, 4, 6, 8]),
        (1_000_000, range(0, 1_000_001, 500_000)),
    ],
)
def test_lines_across_stand_at_round_numbers(most, ticks):
    assert [tick.number for tick in charts.line([0, most]).ticks] == list(ticks)


def test_milestones_are_reached_on_the_first_day_with_as_many():
    assert charts.milestones([99, 100, 600, 1_000], own=[550]) == [
        (100, 1),
        (500, 2),
        (550, 2),
        (1_000, 3),
    ]


def test_milestones_of_nobody_are_none():
    assert charts.milestones([]) == charts.milestones([0, 0], own=[5]) == []


def test_sums_begin_with_those_before():
    assert charts.sums([1, 0, 2], before=10) == [11, 11, 13]


def test_weeks_add_up_seven_days():
    days = [(date(2026, 3, day), day) for day in range(1, 10)]

    assert charts.weeks(days) == [(date(2026, 3, 1), 28), (date(2026, 3, 8), 17)]
