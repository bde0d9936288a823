"""What organizers decide. What makes the site ask them is in holding.py."""

from signatures.actions import moving
from signatures.models import Decision, Signature, User

State = Signature.State


def publish(signature: Signature, *, by: User, reason: str) -> bool:
    """Publish a held or refused signature; False if it is neither.

    Nobody can publish what nobody proved: a pending signature stays pending.
    """
    before = [State.HELD, State.REJECTED]
    return bool(
        moving.move([signature.pk], before=before, after=State.PUBLISHED, by=by, reason=reason)
    )


def hold(signature: Signature, *, by: User, reason: str) -> bool:
    """Take a published signature off the list until somebody decides; False if it is not on it."""
    before = [State.PUBLISHED]
    return bool(moving.move([signature.pk], before=before, after=State.HELD, by=by, reason=reason))


def reject(signature: Signature, *, by: User, refusal: str, reason: str = "") -> bool:
    """Refuse a held or published signature; False if it is neither.

    ``refusal`` is a code of Refusal, of which the public sees totals; ``reason`` is for the log.
    """
    return bool(
        moving.move(
            [signature.pk],
            before=[State.HELD, State.PUBLISHED],
            after=State.REJECTED,
            by=by,
            reason=reason,
            refusal=refusal,
        )
    )


def undo(decision: Decision, *, by: User) -> bool:
    """Bring the signature back to what it was before; False if somebody has decided since."""
    return bool(moving.undo([decision.pk], by=by, reason=f"decision {decision.pk} undone"))
