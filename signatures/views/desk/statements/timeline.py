"""Timeline of the phases of a statement: what is done, what is now, and what comes next."""

from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signatures.models import Phase, Statement

ORDER = list(Phase)
NOTES: dict[Phase, str | Promise] = {
    Phase.DRAFT: _("Only organizers and people with the invitation read it."),
    Phase.PRIVATE: _("Invited people can sign. No one else sees anything."),
    Phase.EMBARGO: _("Journalists with a link of their own can read it too."),
    Phase.PUBLIC: _("Text and names appear together, by themselves, on every server."),
    Phase.CLOSED: _("No one can sign any more."),
    Phase.ARCHIVED: _("It is in no list of statements. You archive it by hand."),
}
NO_DATE: dict[Phase, str | Promise] = {
    Phase.EMBARGO: _("no embargo"),
    Phase.PUBLIC: _("no date set"),
    Phase.CLOSED: _("no end set"),
    Phase.ARCHIVED: _("not yet"),
}
STATES = {
    "done": _("done"),
    "now": _("now"),
    "next": _("next"),
    "later": _("later"),
    "without": _("left out"),
}


class Step(NamedTuple):
    """One phase on the timeline. ``state`` is a key of STATES."""

    phase: Phase
    at: datetime | None
    state: str
    without_date: str | Promise
    note: str | Promise

    @property
    def state_label(self) -> str | Promise:
        return STATES[self.state]


def steps(statement: Statement) -> list[Step]:
    """Return all phases in their order."""
    here = ORDER.index(statement.phase)
    found, next_found = [], False
    for number, phase in enumerate(ORDER):
        at = _begins(statement, phase)
        if number == here:
            state = "now"
        elif number < here:
            state = "done" if at else "without"
        elif at and not next_found:
            state, next_found = "next", True
        else:
            state = "later"
        found.append(Step(phase, at, state, NO_DATE.get(phase, ""), NOTES[phase]))
    return found


def _begins(statement: Statement, phase: Phase) -> datetime | None:
    return {
        Phase.DRAFT: statement.created_at,
        Phase.PRIVATE: statement.opens_at,
        Phase.EMBARGO: statement.embargo_at,
        Phase.PUBLIC: statement.publishes_at,
        Phase.CLOSED: statement.closes_at,
        Phase.ARCHIVED: statement.archived_at,
    }[phase]
