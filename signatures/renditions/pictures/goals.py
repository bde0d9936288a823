"""Goal and milestones of a statement: which one the bar on its page leads to."""

from typing import NamedTuple

from signatures.models import Statement


class Target(NamedTuple):
    """The number that the bar leads to, and whether it is a milestone on the way to the goal."""

    number: int
    is_milestone: bool


def numbers(statement: Statement) -> list[int]:
    """Return the milestones and the goal, smallest first."""
    return sorted({*statement.milestones, statement.goal or 0} - {0})


def target(statement: Statement, signatories: int) -> Target | None:
    """Return the first number not reached yet; once all are passed, the last one."""
    every = numbers(statement)
    ahead = [each for each in every if each > signatories] or every[-1:]
    return Target(ahead[0], is_milestone=ahead[0] != statement.goal) if ahead else None
