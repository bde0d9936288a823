"""How many published signatures each wording of a statement has."""

from signatures.actions.counts import figures
from signatures.models import Statement
from signatures.renditions.texts.wordings import Wordings


def of(statement: Statement) -> Wordings:
    """Return the wordings of ``statement``, newest first, with the number of signatures of each.

    The numbers include signatures that are only counted and names that organizers added. Their
    sum is the number of all published signatures. Costs no query more than ``figures.of``.
    """
    return figures.of(statement).by_wording(statement.language)
