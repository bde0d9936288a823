"""Decisions of organizers on reports by people named on a list who did not sign."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from signatures.actions.evidence import claim_outcomes
from signatures.actions.moderation import decisions
from signatures.models import HoldReason, IdentityClaim, Refusal, Signature, Statement, User

State = IdentityClaim.State


def waiting(statement: Statement) -> QuerySet[IdentityClaim]:
    """Return the reports of a statement that wait for a decision, the most urgent first."""
    of_statement = IdentityClaim.objects.waiting().filter(signature__statement=statement)
    return of_statement.select_related("signature__occupation", "signature__notable")


def uphold(claim: IdentityClaim, *, by: User, reason: str = "") -> bool:
    """Reject the signature, because the person named did not sign. May be repeated.

    Every other report about it has the same outcome. Everyone is told by e-mail. Return False if
    the report is decided already.
    """
    return _decide(claim, State.UPHELD, _reject, by=by, reason=reason)


def refuse(claim: IdentityClaim, *, by: User, reason: str = "") -> bool:
    """Keep the signature, and publish it again if a report had taken it off the list.

    Every other report about it then has the same outcome. Everyone is told by e-mail. Return False
    if the report is decided already. May be repeated.
    """
    return _decide(claim, State.REFUSED, _restore, by=by, reason=reason)


@transaction.atomic
def _decide(
    claim: IdentityClaim,
    outcome: str,
    move: Callable[[Signature, User, str], bool],
    *,
    by: User,
    reason: str,
) -> bool:
    row = _locked(claim)
    if row is None:
        return False
    if not move(row.signature, by, reason):
        return False
    again = _locked(claim)  # the move may have settled it
    if again is not None:
        claim_outcomes.conclude(again, outcome, by=by, reason=reason)
    return True


def _reject(signature: Signature, by: User, reason: str) -> bool:
    decisions.reject(signature, by=by, refusal=Refusal.NOT_THEM, reason=reason)
    return True


def _restore(signature: Signature, by: User, reason: str) -> bool:
    """Publish what a report has held. Return False if someone else has moved it meanwhile."""
    held_by_report = (
        signature.state == Signature.State.HELD and HoldReason.CLAIMED in signature.hold_reasons
    )
    if not held_by_report:
        return True
    return decisions.publish(signature, by=by, reason=reason, before=[Signature.State.HELD])


def _locked(claim: IdentityClaim) -> IdentityClaim | None:
    there = IdentityClaim.objects.filter(pk=claim.pk, state=State.WAITING)
    related = there.select_related("signature__statement", "signature__text_version")
    return related.select_for_update(of=["self"]).first()
