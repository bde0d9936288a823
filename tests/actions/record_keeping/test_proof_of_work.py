import base64
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.record_keeping import proof_of_work, rate_limits
from signatures.models import LimitCount
from tests.factories import make_text
from tests.solved import cheap, solved

pytestmark = pytest.mark.django_db

ADA, BEN = "ada@example.org", "ben@example.org"


@pytest.fixture
def statement(settings, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    cheap(settings)
    return make_text(slug="ask").statement


def redeem(solution, statement, by=ADA):
    return proof_of_work.redeem(solution, statement=statement, by=by)


def test_solution_is_accepted_and_reveals_nothing_where_it_is_noted(statement):
    assert redeem(solved(proof_of_work.challenge(statement)), statement)

    noted = b"".join(bytes(each.key) for each in LimitCount.objects.all())
    assert b"ada" not in noted


def test_solution_is_good_for_one_address_and_for_a_second_click(statement):
    solution = solved(proof_of_work.challenge(statement))

    assert redeem(solution, statement)
    assert redeem(solution, statement)
    assert not redeem(solution, statement, by=BEN)


def test_solution_of_another_statement_is_refused(statement):
    other = make_text(slug="other").statement

    assert not redeem(solved(proof_of_work.challenge(other)), statement)


def test_solution_expires(statement, settings, time_machine):
    solution = solved(proof_of_work.challenge(statement))
    time_machine.shift(settings.WORK_WITHIN - timedelta(minutes=1))
    assert redeem(solution, statement)

    late = solved(proof_of_work.challenge(statement))
    time_machine.shift(settings.WORK_WITHIN + timedelta(minutes=1))
    assert not redeem(late, statement)


def test_used_solutions_are_noted_until_long_after_they_expire(statement, time_machine):
    solution = solved(proof_of_work.challenge(statement))
    assert redeem(solution, statement)
    assert {each.window_start > timezone.now() for each in LimitCount.objects.all()} == {True}

    time_machine.shift(timedelta(days=1))
    assert rate_limits.delete_old() == 0
    time_machine.shift(timedelta(days=2))
    assert rate_limits.delete_old() == 2


def changed(solution, **parameters):
    """Return a solution whose challenge was changed by its sender."""
    told = json.loads(base64.b64decode(solution))
    told["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(told).encode()).decode()


def test_challenge_made_easier_or_wrongly_solved_is_refused(statement, settings):
    solution = solved(proof_of_work.challenge(statement))
    told = json.loads(base64.b64decode(solution))
    told["solution"]["counter"] += 1
    wrong = base64.b64encode(json.dumps(told).encode()).decode()

    for each in (wrong, changed(solution, keyPrefix=""), changed(solution, expiresAt=None)):
        assert not redeem(each, statement)
    assert redeem(solution, statement)


@pytest.mark.parametrize(
    "typed",
    ["", "x", "é", "{}", "[]", "null", '{"challenge": []}', '{"challenge": {"parameters": []}}']
    + ["[" * 3000, '{"challenge": {"parameters": {"algorithm": "\\ud800"}}, "solution": 1}'],
)
def test_anything_else_is_refused(statement, typed):
    assert not redeem(typed, statement)
    assert not redeem(base64.b64encode(typed.encode()).decode(), statement)
    assert not redeem("A" * (proof_of_work.LONGEST + 1), statement)


def test_each_challenge_is_new_and_takes_at_least_half_of_the_steps(statement, settings):
    settings.WORK_STEPS = 8
    made = [proof_of_work.challenge(statement) for _ in range(5)]

    assert len({each["parameters"]["nonce"] for each in made}) == 5
    counters = [json.loads(base64.b64decode(solved(each)))["solution"]["counter"] for each in made]
    assert all(4 <= counter < 8 for counter in counters)
