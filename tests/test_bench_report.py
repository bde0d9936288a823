import json
import subprocess
import sys

import pytest

from letter_site.local.places import CannotStartError
from letter_site.local.run import BASE_DIR
from tests.bench import report
from tests.bench.__main__ import go_round
from tests.bench.processor import is_backend, used
from tests.bench.report import Row
from tests.bench.rows import ROWS, chosen

ROUNDS = [
    {"sign": 300.0, "no-op POST": 1000.0, "card": 151.0},
    {"sign": 100.0, "no-op POST": 1000.0, "card": 90.0},
    {"sign": 1200.0, "no-op POST": 6000.0, "card": 80.0},
]


def test_report_has_ratios_of_rounds_and_medians():
    rows = [
        Row("sign", "a second", of="no-op POST", at_least=0.2),
        Row("card", "ms", at_most=80, judged="value"),
    ]

    written = json.loads(report.as_json({"cores": 2}, report.lines(rows, ROUNDS, {})))

    assert written == {
        "machine": {"cores": 2},
        "rows": {
            "sign": {
                "value": 300.0,
                "unit": "a second",
                "ratio": 0.2,
                "of": "no-op POST",
                "goal": "ratio ≥ 0.2",
                "met": True,
            },
            "card": {
                "value": 90.0,
                "unit": "ms",
                "ratio": None,
                "of": None,
                "goal": "value ≤ 80",
                "met": False,
            },
        },
    }


def test_report_says_what_was_not_measured():
    row = Row("statement_page", "a second", of="static file", at_least=0.7)

    lines = report.lines([row], ROUNDS, {"statement_page": "needs nginx"})

    line = lines["statement_page"]
    assert (line.value, line.ratio, line.met) == ("not measured: needs nginx", None, None)
    assert "not measured: needs nginx" in report.as_table(lines)


def test_report_without_a_goal_judges_nothing():
    row = Row("journey", "a second")

    line = report.lines([row], [{"journey": 34.0}], {})["journey"]

    assert (line.goal, line.met) == (None, None)


def test_rows_measure_processor_time_and_give_the_old_ratios_without_a_goal():
    goals = {row.name: report.goal(row) for row in ROWS}

    assert goals["sign_cpu"] == "value ≤ 2"
    assert goals["sign_floor"] == "ratio ≥ 0.55"
    assert goals["confirm_cpu"] == "value ≤ 5"
    assert goals["confirm_floor"] == "ratio ≥ 0.5"
    assert goals["confirm_at_size"] == "ratio ≤ 1.1"
    assert goals["queue"] == goals["desk_search"] == "value ≤ 300"
    assert goals["old_sign"] is goals["old_confirm"] is None


def test_floors_are_measured_beside_what_they_are_the_floor_of():
    of = {row.name: row.of for row in ROWS}

    assert (of["sign_floor"], of["confirm_floor"]) == ("sign_cpu", "confirm_cpu")


@pytest.mark.parametrize("name", ["settings", "cold", "uncounted"])
def test_settings_of_the_benchmark_need_no_models(name):
    """A web process reads its settings before the models are there."""
    command = [sys.executable, "-c", f"import tests.bench.{name}"]

    subprocess.run(command, cwd=BASE_DIR, check=True, timeout=120)


def test_rows_can_be_chosen_and_a_wrong_name_is_told_before_anything_is_loaded():
    assert [row.name for row in chosen(" search_p95, queue")] == ["search_p95", "queue"]
    assert chosen("") == ROWS
    with pytest.raises(CannotStartError, match=r"No row is called quick\. Rows: sign_cpu, "):
        chosen("queue,quick")


def test_row_that_fails_stops_no_other():
    def broken():
        raise UnicodeEncodeError("ascii", "مهتاب", 0, 5, "not in range")

    everything = [(broken, ["desk_search"]), (lambda: {"card": 35.0}, ["card"])]

    numbers, missing = go_round(everything, 2)

    assert numbers == [{"card": 35.0}] * 2
    assert "not in range" in missing["desk_search"]


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("postgres: letter letter [local] idle", True),
        ("postgres: autovacuum worker letter", False),
        ("postgres: checkpointer ", False),
    ],
)
def test_processor_time_of_postgresql_is_that_of_its_backends(title, counts):
    assert is_backend(title) is counts


def test_process_that_ended_meanwhile_takes_nothing_from_the_processor_time():
    before = {"stays": 5.0, "ends": 40.0}

    assert used(before, {"stays": 7.0, "begins": 1.5}) == 3.5
