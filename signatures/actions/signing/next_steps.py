"""Counts of the next steps that people choose after signing: a number each, nothing else."""

from django.db.models import F

from signatures.models import NextStep, NextStepCount, Statement


def count(statement: Statement, step: str) -> None:
    """Count that someone chose ``step``. One number is all that changes."""
    row, _created = NextStepCount.objects.get_or_create(statement=statement, step=step)
    NextStepCount.objects.filter(pk=row.pk).update(number=F("number") + 1)


def chosen(statement: Statement) -> list[tuple[str, int]]:
    """Return the label of each step that ``statement`` offers, and how often it was chosen."""
    if not statement.next_steps:
        return []
    rows = NextStepCount.objects.filter(statement=statement)
    numbers = dict(rows.values_list("step", "number"))
    return [(str(NextStep(each).label), numbers.get(each, 0)) for each in statement.next_steps]
