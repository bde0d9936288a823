import pytest

from signatures.actions.moderation import rule_hits
from signatures.models import Rule
from tests.factories import make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db


def test_trial_counts_confirmed_signatures_of_the_statement():
    text = make_text()
    make_signature(text, name="Ada Robot")
    make_signature(text, name="Ada Robot", state="pending")
    make_signature(text)
    make_withdrawn(text)
    make_signature(make_text(), name="Eve Robot")
    rule = Rule(kind="word", value="robot", statement=text.statement)

    here, everywhere = rule_hits.try_out(rule), rule_hits.try_out(Rule(kind="word", value="robot"))

    assert (here.caught, here.tried, here.percent, here.is_much) == (1, 2, 50.0, True)
    assert (everywhere.caught, everywhere.tried, here.is_cut) == (2, 3, False)
    assert [each.name for each in here.examples] == ["Ada Robot"]


def test_trial_reads_a_bounded_number_of_signatures(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(rule_hits, "MOST_TRIED", 2)
    text = make_text()
    for _ in range(3):
        make_signature(text)

    with django_assert_num_queries(1):
        trial = rule_hits.try_out(Rule(kind="word", value="robot"))

    assert (trial.caught, trial.tried, trial.is_cut) == (0, 2, True)


def test_numbers_of_held_signatures_for_each_rule():
    text = make_text()
    for state in ("held", "held", "published"):
        make_signature(text, state=state, reasons=["rule_7", "watched_name"])

    assert rule_hits.by_rule([7, 8]) == {7: 2}
