import pytest

from signatures.actions.signing import next_steps
from signatures.models import NextStepCount
from tests.factories import make_text

pytestmark = pytest.mark.django_db


def test_each_choice_adds_one_to_a_number_and_nothing_else():
    statement = make_text(next_steps=["share", "guild"]).statement
    make_text(next_steps=["share"])

    for step in ("share", "share", "guild"):
        next_steps.count(statement, step)

    assert next_steps.chosen(statement) == [("share it", 2), ("write to their guild", 1)]
    columns = {field.name for field in NextStepCount._meta.concrete_fields}
    assert columns == {"id", "statement", "step", "number"}


def test_statement_without_steps_costs_no_query(django_assert_num_queries):
    statement = make_text().statement

    with django_assert_num_queries(0):
        assert next_steps.chosen(statement) == []
