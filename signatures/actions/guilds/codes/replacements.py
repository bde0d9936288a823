"""Lost codes, replaced by an officer one at a time, whether or not they were used.

The new code takes the place of the old one: the same number, and the same uses. So it works where
the lost one had not been used, one membership still counts once, and the officer learns nothing.
"""

from django.conf import settings
from django.db import transaction

from signatures import tokens
from signatures.actions.record_keeping import audit_log, rate_limits
from signatures.errors import FloodError, LateBatchError, SamePersonError
from signatures.models import CodeBatch, CodeReservation, Decision, GuildCode, User


def replace(batch: CodeBatch, number: int, *, by: User) -> str:
    """Make a new code for ``number`` of ``batch`` and return it. The old one stops working.

    Each call makes another. Raises LateBatchError if there is no code with this number that
    works, SamePersonError for the owner who issued the batch, and FloodError above
    GUILD_CODES_REPLACED.
    """
    limits = settings.GUILD_CODES_REPLACED
    hits = rate_limits.count(f"codes replaced of guild {batch.guild_id}", limits)
    if over := rate_limits.exceeded(hits, limits):
        raise FloodError(over)
    return _replace(batch, number, by)


@transaction.atomic
def _replace(batch: CodeBatch, number: int, by: User) -> str:
    # Signing with a code locks this row FOR SHARE, so this waits until that is done.
    found = CodeBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if found.issued_by_id == by.pk:
        raise SamePersonError
    revoked = found.revocations.filter(first__lte=number, last__gte=number, undone_at=None)
    if found.state != CodeBatch.State.MADE or found.is_over or revoked.exists():
        raise LateBatchError
    [code] = tokens.guild_codes(tokens.new_guild_codes(1))
    row = GuildCode.objects.filter(batch=found, number=number)
    if not row.update(sha256=tokens.guild_code_hash(code)):
        raise LateBatchError
    # Someone who found the lost code may be waiting to confirm an address with it.
    CodeReservation.objects.filter(batch=found, number=number).delete()
    audit_log.record(
        Decision.About.GUILD,
        by=by,
        subject=batch.name,
        to_state="a lost code replaced",
    )
    return code
