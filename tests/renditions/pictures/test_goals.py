import pytest

from signatures.models import Statement
from signatures.renditions.pictures import goals


@pytest.mark.parametrize(
    ("signatories", "number", "is_milestone"),
    [(0, 100, True), (99, 100, True), (100, 500, True), (500, 1000, False), (2000, 1000, False)],
)
def test_target_is_the_next_number_and_then_the_last(signatories, number, is_milestone):
    statement = Statement(goal=1000, milestones=[100, 500])

    assert goals.target(statement, signatories) == (number, is_milestone)


def test_target_is_none_without_a_number():
    assert goals.target(Statement(), 5) is None


def test_target_of_milestones_alone_stays_at_the_last():
    assert goals.target(Statement(milestones=[5]), 9) == (5, True)
