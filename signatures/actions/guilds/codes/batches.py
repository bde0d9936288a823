"""Batches of a guild's codes: requested, issued, generated. Each step is in the audit log."""

from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from signatures import tokens
from signatures.actions.guilds.codes import revocations
from signatures.actions.record_keeping import audit_log
from signatures.errors import LateBatchError, SamePersonError, TooManyCodesError
from signatures.models import CodeBatch, Decision, Guild, User

State = CodeBatch.State
CHUNK = 20_000  # codes, so that each step stays well below the statement_timeout of wsgi.py
COPY = "COPY signatures_guildcode (sha256, batch_id, number) FROM STDIN"


@transaction.atomic
def ask(guild: Guild, *, size: int, ends_at: datetime, note: str, by: User) -> CodeBatch:
    """Ask the owners for ``size`` codes, as the officer ``by``."""
    batch = _next(guild, size=size, ends_at=ends_at, note=note, officer=by)
    _log(batch, "", f"asked for {size} codes until {ends_at:%Y-%m-%d}", by)
    return batch


@transaction.atomic
def issue(batch: CodeBatch, *, by: User) -> bool:
    """Approve, as an owner, the batch that an officer asked for.

    Return False if it was already decided. Raises SamePersonError when the officer is the owner,
    TooManyCodesError when the guild would have more working codes than members.
    """
    if batch.officer_id == by.pk:
        raise SamePersonError
    guild, now = _lock(batch.guild), timezone.now()
    asked = CodeBatch.objects.filter(pk=batch.pk, state=State.ASKED, ends_at__gt=now)
    left = left_for(guild)
    if asked.exists() and batch.size > left:
        raise TooManyCodesError(left)
    if not asked.update(state=State.ISSUED, issued_by=by, issued_at=now):
        return False
    _log(batch, State.ASKED, State.ISSUED, by)
    return True


@transaction.atomic
def decline(batch: CodeBatch, *, by: User) -> bool:
    """Decline a batch without codes. Return False if it has codes or was already declined."""
    unmade = CodeBatch.objects.filter(pk=batch.pk, state__in=[State.ASKED, State.ISSUED])
    if not unmade.update(state=State.DECLINED):
        return False
    _log(batch, batch.state, State.DECLINED, by)
    return True


@transaction.atomic
def make(batch: CodeBatch, *, by: User) -> bytes:
    """Generate the codes of an issued batch and return them. Works only once per batch.

    ``tokens.guild_codes`` reads the result. Raises LateBatchError when the codes exist already
    or the batch has ended, SamePersonError for the owner who issued it.
    """
    found = CodeBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if found.state != State.ISSUED or found.is_over:
        raise LateBatchError
    if found.issued_by_id == by.pk:
        raise SamePersonError
    made = tokens.new_guild_codes(found.size)
    _keep_hashes(found, made)
    CodeBatch.objects.filter(pk=found.pk).update(state=State.MADE, made_at=timezone.now())
    _log(found, found.state, f"{found.size} codes made", by)
    return made


@transaction.atomic
def replace(batch: CodeBatch, *, by: User) -> CodeBatch:
    """Revoke all codes of a batch whose file did not arrive, and issue as many in a new batch.

    The owner's approval carries over, because no more codes work than before. The result is the
    same whether or not a code was used, so that it tells an officer nothing. Raises LateBatchError
    when the download was too long ago, SamePersonError for the owner who issued the batch.
    """
    guild = _lock(batch.guild)
    found = CodeBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if not replaceable_until(found):
        raise LateBatchError
    if found.issued_by_id == by.pk:
        raise SamePersonError
    revocations.revoke(found, first=1, last=found.size, by=by)
    kept = {"size": found.size, "ends_at": found.ends_at, "note": found.note}
    issued = {"issued_by_id": found.issued_by_id, "issued_at": timezone.now()}
    new = _next(guild, **kept, **issued, officer_id=found.officer_id, state=State.ISSUED)
    _log(new, "", f"issued in place of batch {found.number}: its file did not arrive", by)
    return new


def replaceable_until(batch: CodeBatch) -> datetime | None:
    """Return the time until which ``replace`` may be called, or None if it may not be called."""
    if batch.state != State.MADE or batch.revoked or batch.made_at is None:
        return None
    until = min(batch.made_at + settings.GUILD_CODES_REPLACED_WITHIN, batch.ends_at)
    return until if timezone.now() < until else None


def left_for(guild: Guild) -> int:
    """Return how many more codes may be issued: declared members minus working codes."""
    return (guild.members or 0) - guild.code_batches.live().codes()


def _next(guild: Guild, **fields: Any) -> CodeBatch:
    """Create the next batch of ``guild``."""
    _lock(guild)
    last = CodeBatch.objects.filter(guild=guild).aggregate(last=Max("number"))["last"] or 0
    return CodeBatch.objects.create(guild=guild, number=last + 1, **fields)


def _keep_hashes(batch: CodeBatch, made: bytes) -> None:
    numbered = enumerate(tokens.guild_codes(made), start=1)
    with connection.cursor() as cursor:
        while chunk := list(islice(numbered, CHUNK)):
            lines = (
                f"\\\\x{tokens.guild_code_hash(code).hex()}\t{batch.pk}\t{number}\n"
                for number, code in chunk
            )
            with cursor.copy(COPY) as copy:
                copy.write("".join(lines))


def _lock(guild: Guild) -> Guild:
    """Lock ``guild`` so that its batches are numbered one at a time. Return its current row."""
    return Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)


def _log(batch: CodeBatch, before: str, after: str, by: User) -> None:
    audit_log.record(
        Decision.About.GUILD, subject=batch.name, from_state=before, to_state=after, by=by
    )
