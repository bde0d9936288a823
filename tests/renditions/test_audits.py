import pytest

from signatures.models import Audit
from signatures.renditions import audits
from signatures.renditions.audits import Result, Share
from tests.factories import make_organizer, make_text

# The examples of Newcombe 1998, Statistics in Medicine 17, to their four digits; and a large one.
KNOWN = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (20, 20, 0.8389, 1.0),
    (250_000, 500_000, 0.4986, 0.5014),
]


@pytest.mark.table(("part", "whole", "low", "high"), KNOWN)
def test_interval_is_the_score_interval(part, whole, low, high):
    assert audits.wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.table("whole", [1, 3, 50, 412])
def test_interval_holds_the_share_and_solves_its_equation(whole):
    for part in range(whole + 1):
        share = part / whole
        low, high = audits.wilson(part, whole)

        assert 0 <= low <= share <= high <= 1
        for end in (low, high):
            if 0 < end < 1:
                reach = (end * (1 - end) / whole) ** 0.5
                assert abs(share - end) == pytest.approx(audits.Z * reach)


def test_result_counts_silence_at_worst_as_no():
    result = Result(asked=500, delivered=490, bounced=8, yes=409, no=3)

    assert (result.answered, result.silent, result.waiting) == (412, 88, 2)
    of_answers = result.of_answers
    assert (of_answers.words, of_answers.low, of_answers.high) == ("99.3", "97.9", "99.8")
    assert (result.at_worst.words, result.at_worst.low) == ("81.8", "78.2")


def test_nobody_who_answered_gives_no_share():
    result = Result(asked=5, delivered=0, bounced=5, yes=0, no=0)

    assert (result.of_answers, result.at_worst) == (None, None)


@pytest.mark.parametrize(
    ("part", "whole", "words"), [(9999, 10000, "99.9"), (5, 5, "100.0"), (0, 5, "0.0")]
)
def test_share_is_not_rounded_up_to_all(part, whole, words):
    assert Share(part, whole).words == words


def test_bar_and_interval_are_percent_of_the_width():
    assert Share(409, 412).drawn == {
        "bar": "99.27",
        "low": "97.88",
        "high": "99.75",
        "across": "1.87",
    }


def test_choices_say_mails_and_what_they_would_tell_at_best():
    found = audits.choices(412, [1, 5])

    assert [(each.percent, each.mails, each.at_best) for each in found] == [
        (1, 5, "56.6"),
        (5, 21, "84.5"),
    ]


@pytest.mark.django_db
def test_closed_audit_is_told_from_its_totals():
    totals = {"asked": 1500, "delivered": 1490, "yes": 1210, "no": 2}
    audit = Audit.objects.create(
        statement=make_text().statement,
        percent=2,
        by=make_organizer(),
        drawn_at="2027-05-03T10:00Z",
        ended_at="2027-06-03T10:00Z",
        **totals,
    )
    audit.refresh_from_db()

    assert audits.lines([audit]) == [audits.Line("3 May 2027", 1500, 1212, "99.8")]
