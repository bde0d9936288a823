import json
from random import Random

import pytest

from letter_site.local.places import CannotStartError
from tests.load import cases, report
from tests.load.client import Answer
from tests.load.curve import Launch, height
from tests.load.record import Record


@pytest.mark.table(
    ("part", "expected"), [(0, 0), (0.05, 0.5), (0.1, 1), (0.25, 1), (0.5, 0.431), (1, 0.145)]
)
def test_crowd_comes_quickly_and_goes_slowly(part, expected):
    assert height(part) == pytest.approx(expected, abs=0.001)


def test_crowd_comes_in_order_in_the_shares_of_a_launch():
    arrivals = list(Launch(peak=10, seconds=60).arrivals(Random(1)))

    moments, kinds = zip(*arrivals, strict=True)
    whole = 10 * 60 * 0.489  # the mean height of the curve
    assert list(moments) == sorted(moments)
    assert kinds.count("reader") == pytest.approx(250 * whole, rel=0.02)
    assert kinds.count("poller") == pytest.approx(100 * whole, rel=0.02)
    assert kinds.count("signer") == pytest.approx(1.5 * whole, rel=0.1)


def test_percentile_is_one_of_the_values():
    values = list(range(100, 0, -1))

    assert [report.percentile(values, part) for part in (0, 0.5, 0.95, 1)] == [1, 50, 95, 100]
    assert report.percentile([], 0.95) is None


def test_curve_is_drawn_up_to_its_highest_value():
    assert report.drawn([0, 4, 8, 2]) == "▁▅█▃"
    assert report.drawn([0, 0]) == "▁▁"
    assert report.drawn([]) == ""


def test_answers_count_where_they_come_and_their_time_where_it_was_due():
    record = Record(began=100)
    record.offer("sign", 109, 109.002)
    record.answer("sign", 109, 111)

    steps = report.summary(record, {})["steps"]

    assert [step["signed"] for step in steps] == [
        {"offered": 0.1, "answered": 0, "p95_ms": 2000},
        {"offered": 0, "answered": 0.1, "p95_ms": None},
    ]


def test_report_judges_errors_balance_and_the_generator_itself():
    record = Record(began=0)
    record.offer("count", 1, 1.5)
    record.error("count", "no answer in 10 s")

    done = report.summary(record, {"mails still waiting": 2, "mails that failed": 0})

    lines = report.judged(done)
    assert (lines["errors"].value, lines["errors"].met) == (1000, False)
    assert (lines["out of balance"].value, lines["out of balance"].met) == (2, False)
    assert done["errors"] == {"count: no answer in 10 s": 1}
    assert lines["list, p95"].value == "not measured: nothing to measure it by came"
    assert "THE GENERATOR FELL BEHIND, by 500 ms" in report.as_text(done)
    assert json.loads(json.dumps(done)) == done


def test_processors_are_shared_out_among_what_is_ours():
    samples = [
        (0, {"nginx": 0, "granian": 0, "others": 0}),
        (10, {"nginx": 1, "granian": 3, "others": 5}),
        (20, {"nginx": 3, "granian": 9, "others": 5}),
    ]

    spent = report.cpu(samples)

    assert spent["granian"] == {"cores": 0.45, "share": 0.75, "cores_at_most": 0.6}
    assert spent["others"] == {"cores": 0.25, "share": None, "cores_at_most": 0.0}


def test_answer_in_chunks_is_put_together():
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: W/x"

    answer = Answer(200, head, b"4\r\nAda \r\n5\r\nBcdef\r\n0\r\n\r\n")

    assert (answer.text(), answer.header("ETag")) == ("Ada Bcdef", "W/x")


def test_steady_crowd_stays_at_its_peak():
    launch = Launch(peak=10, seconds=60, shares={"signer": 1.5}, steady=True)

    moments = [moment for moment, _ in launch.arrivals(Random(1))]

    assert len(moments) == pytest.approx(10 * 1.5 * 60, rel=0.1)
    assert sum(moment > 45 for moment in moments) == pytest.approx(len(moments) / 4, rel=0.2)


def test_each_case_has_its_numbers_for_every_goal():
    record = Record(began=0)
    for kind in ("statement", "count", "sign", "confirm"):
        record.offer(kind, 1, 1.001)
        record.answer(kind, 1, 1.2)
    for what in ("mail", "list", "count"):
        record.waits[what] = [1.0]
    said = {"asked": 1000, "seconds": 10, "shed": 500, "bad": 10}

    for case in cases.CASES.values():
        flood = cases.numbers(case.flood, said) if case.flood else {}
        lines = report.judged(report.summary(record, {}, flood), case.goals)
        assert [name for name, line in lines.items() if isinstance(line.value, str)] == []


def test_readers_turned_away_are_told_apart_from_those_who_got_an_error():
    said = {"asked": 1000, "seconds": 10, "shed": 500, "bad": 10}

    assert cases.numbers(cases.CASES["overload"].flood, said) == {
        "readers answered": 49,
        "readers turned away": 50,
        "readers failed": 10,
    }


def test_unknown_case_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(CannotStartError, match="launch, peak, overload, two-hosts, not flood"):
        cases.chosen("flood")
