"""Batches of a guild's codes: asked for, issued, made. Each step is a line of the log."""

from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from signatures import tokens
from signatures.actions import log
from signatures.errors import SamePersonError, TooManyCodesError, UsedBatchError
from signatures.models import CodeBatch, Decision, Guild, GuildCode, User

State = CodeBatch.State
CHUNK = 20_000  # codes; no step nears the statement_timeout of wsgi.py
COPY = "COPY signatures_guildcode (sha256, batch_id, number) FROM STDIN"


@transaction.atomic
def ask(guild: Guild, *, size: int, ends_at: datetime, note: str, by: User) -> CodeBatch:
    """Ask the owners, as an officer, for ``size`` codes."""
    _lock(guild)
    last = CodeBatch.objects.filter(guild=guild).aggregate(last=Max("number"))["last"] or 0
    batch = CodeBatch.objects.create(
        guild=guild, number=last + 1, size=size, ends_at=ends_at, note=note, officer=by
    )
    _log(batch, "", f"asked for {size} codes until {ends_at:%Y-%m-%d}", by)
    return batch


@transaction.atomic
def issue(batch: CodeBatch, *, by: User) -> bool:
    """Agree, as an owner, to what an officer asked for; False if it is decided already.

    Raises SamePersonError when the officer is the owner, TooManyCodesError when the guild would
    have more codes that work than members.
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
    """Refuse a batch whose codes are not made; False if there are codes, or it is refused."""
    unmade = CodeBatch.objects.filter(pk=batch.pk, state__in=[State.ASKED, State.ISSUED])
    if not unmade.update(state=State.DECLINED):
        return False
    _log(batch, batch.state, State.DECLINED, by)
    return True


@transaction.atomic
def make(batch: CodeBatch, *, by: User) -> bytes:
    """Make the codes of a batch and return them (``tokens.guild_codes``): nobody can again.

    May be repeated, for a file that broke off on its way, while none has been used: the codes
    before are worth nothing then. Raises UsedBatchError when it may not, SamePersonError for
    the owner who issued it.
    """
    found = CodeBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if found.state not in (State.ISSUED, State.MADE) or found.is_over or found.revoked:
        raise UsedBatchError
    if found.claims.exists():
        raise UsedBatchError
    if found.issued_by_id == by.pk:
        raise SamePersonError
    GuildCode.objects.filter(batch=found)._raw_delete(using=connection.alias)
    made = tokens.new_guild_codes(found.size)
    _keep_hashes(found, made)
    CodeBatch.objects.filter(pk=found.pk).update(state=State.MADE, made_at=timezone.now())
    again = " anew: the file had not arrived" if found.state == State.MADE else ""
    _log(found, found.state, f"{found.size} codes made{again}", by)
    return made


def left_for(guild: Guild) -> int:
    """Return how many more codes may be issued: members, as declared, less codes that work."""
    return (guild.members or 0) - guild.code_batches.live().codes()


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
    """Let one at a time number and issue batches of ``guild``; return it as it is by now."""
    return Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)


def _log(batch: CodeBatch, before: str, after: str, by: User) -> None:
    log.record(Decision.About.GUILD, subject=batch.name, from_state=before, to_state=after, by=by)
