"""What organizers decide. What makes the site ask them is in holding.py."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from signatures.actions import tallies
from signatures.models import Decision, Signature

State = Signature.State


def publish(signature: Signature, *, by: AbstractBaseUser, reason: str) -> bool:
    """Publish a held or refused signature; False if it is neither.

    Nobody can publish what nobody proved: a pending signature stays pending.
    """
    fields = {"published_at": timezone.now(), "hold_reasons": []}
    return _move(signature, [State.HELD, State.REJECTED], State.PUBLISHED, by, reason, **fields)


def hold(signature: Signature, *, by: AbstractBaseUser, reason: str) -> bool:
    """Take a published signature off the list until somebody decides; False if it is not on it."""
    fields = {"published_at": None, "hold_reasons": ["organizer"]}
    return _move(signature, [State.PUBLISHED], State.HELD, by, reason, **fields)


def reject(signature: Signature, *, by: AbstractBaseUser, reason: str) -> bool:
    """Refuse a held or published signature; False if it is neither."""
    fields = {"published_at": None}
    return _move(signature, [State.HELD, State.PUBLISHED], State.REJECTED, by, reason, **fields)


@transaction.atomic
def _move(
    signature: Signature,
    before: list[State],
    after: State,
    by: AbstractBaseUser,
    reason: str,
    **fields: object,
) -> bool:
    """Lock the row, so that of two organizers one wins and the log says from where."""
    found = Signature.objects.select_for_update().filter(pk=signature.pk, state__in=before).first()
    if found is None:
        return False
    tallies.left(found)
    Signature.objects.filter(pk=found.pk).update(state=after, **fields)
    Decision.objects.create(
        signature=found,
        statement_id=found.statement_id,
        from_state=found.state,
        to_state=after,
        by=by,
        reason=reason,
    )
    found.refresh_from_db()
    tallies.entered(found)
    return True
