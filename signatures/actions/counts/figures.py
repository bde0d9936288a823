"""The figures of a statement. Every page, file, picture and e-mail takes them from here."""

from collections.abc import Iterable

from signatures.actions.counts import tallies
from signatures.actions.record_keeping import page_cache
from signatures.models import Endorsement, Signature, Statement, Tally
from signatures.models.proof_methods import GUILD_METHODS, NO_PROOF, Method
from signatures.renditions.figures import Figures

Dimension = Tally.Dimension
State = Signature.State
NEEDED: list[str] = [Dimension.STATE, Dimension.PROOF, Dimension.DISPLAY, Dimension.TEXT]
NEEDED += [tallies.ORGANIZATIONS, tallies.EARLIER]


def of(statement: Statement) -> Figures:
    """Return the figures of ``statement``, at most two seconds old."""
    return page_cache.get_cached(f"figures-{statement.pk}", lambda: now(statement))


def now(statement: Statement) -> Figures:
    """Return the figures of ``statement`` in the snapshot of the current transaction."""
    return of_statements([statement])[statement.pk]


def of_statements(statements: Iterable[Statement]) -> dict[int, Figures]:
    """Return the figures of each of ``statements``, by its id, in one query."""
    ids = [each.pk for each in statements]
    found = tallies.read(ids, *NEEDED)
    return {each: _figures(found, each) for each in ids}


def _figures(found: dict[tuple[int, str, str], int], statement: int) -> Figures:
    def total(dimension: str, value: str) -> int:
        return found.get((statement, dimension, value), 0)

    return Figures(
        email=total(Dimension.PROOF, Method.EMAIL),
        guild=sum(total(Dimension.PROOF, each.name) for each in GUILD_METHODS),
        added=total(Dimension.PROOF, NO_PROOF),
        counted_only=total(Dimension.DISPLAY, Signature.Display.COUNTED),
        earlier_wording=total(tallies.EARLIER, State.PUBLISHED),
        withdrawn=total(Dimension.STATE, State.WITHDRAWN),
        rejected=total(Dimension.STATE, State.REJECTED),
        organizations=total(tallies.ORGANIZATIONS, Endorsement.State.PUBLISHED),
    )
