"""A guild's code on its way to be proof: guessed at, reserved, claimed.

Whatever is wrong with a code, the answer is the same WrongGuildCodeError. A code that is
reserved or claimed by somebody else is used, for that statement. While a batch is revoked, or
made anew, claims wait for it and then see what became of it: they lock its row for sharing.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.actions import limits
from signatures.actions.recording import Proof
from signatures.errors import TooManyGuessesError, WrongGuildCodeError
from signatures.models import Attestation, CodeClaim, Guild, Signature

# The code's own row is locked as well: it may have been deleted while the lock was waited for.
FIND = """
    SELECT batch.id, code.number, batch.guild_id, batch.officer_id
    FROM signatures_guildcode code
    JOIN signatures_codebatch batch ON batch.id = code.batch_id
    JOIN signatures_guild guild ON guild.id = batch.guild_id
    WHERE code.sha256 = %s AND batch.state = 'made' AND batch.ends_at > %s
        AND 'guild_code' = ANY (guild.methods)
    FOR SHARE OF batch, code
"""
# Whoever comes second finds the first one's row, unless it is their own signature's.
TAKE = """
    INSERT INTO signatures_codeclaim AS there
        (batch_id, number, statement_id, signature_id, form, reserved_at, claimed_at)
    SELECT %(batch)s, %(number)s, %(statement)s, %(signature)s, %(form)s, %(now)s, %(claimed_at)s
    WHERE NOT EXISTS (
        SELECT FROM signatures_coderevocation
        WHERE batch_id = %(batch)s AND %(number)s BETWEEN first AND last
    )
    ON CONFLICT (batch_id, number, statement_id)
    DO UPDATE SET reserved_at = excluded.reserved_at, claimed_at = excluded.claimed_at
    WHERE there.signature_id = excluded.signature_id AND there.claimed_at IS NULL
    RETURNING id
"""
REPEATED = """
    SELECT claim.signature_id
    FROM signatures_guildcode code JOIN signatures_codeclaim claim USING (batch_id, number)
    WHERE code.sha256 = %s AND claim.statement_id = %s AND claim.form = %s
        AND claim.claimed_at > %s AND claim.revoked_at IS NULL
"""
RESERVED = """
    SELECT claim.id, batch.guild_id, batch.officer_id
    FROM signatures_codeclaim claim JOIN signatures_codebatch batch ON batch.id = claim.batch_id
    WHERE claim.signature_id = %s AND claim.claimed_at IS NULL
    FOR SHARE OF batch
"""
REDEEM = """
    UPDATE signatures_codeclaim claim SET claimed_at = %s
    WHERE id = %s AND claimed_at IS NULL AND NOT EXISTS (
        SELECT FROM signatures_coderevocation revocation
        WHERE revocation.batch_id = claim.batch_id AND claim.number BETWEEN first AND last
    )
"""


class Found(NamedTuple):
    """A code that is good, if nobody has used it for the statement."""

    batch: int
    number: int
    guild: int
    officer: int

    @property
    def proof(self) -> Proof:
        return Proof(Attestation.Method.GUILD_CODE, self.guild, self.officer)


class Guesser(NamedTuple):
    """Who tries codes: as limits count them, and as the network they belong to."""

    source: str
    network: str
    shared: bool  # by many people, such as a guild's hall

    @property
    def limited(self) -> dict[str, dict[timedelta, int]]:
        found = {"guild codes": settings.GUILD_CODE_GUESSES_SITE}
        if not self.shared:
            found[f"guild codes {self.source}"] = settings.GUILD_CODE_GUESSES
            found[f"guild codes of {self.network}"] = settings.GUILD_CODE_GUESSES_NETWORK
        return found


def check_guesses(who: Guesser) -> None:
    """Raise TooManyGuessesError while a limit is reached: no code is looked at then."""
    if left := limits.full(who.limited):
        raise TooManyGuessesError(left)


def count_guess(who: Guesser) -> None:
    """Count a wrong code. Call outside of the transaction that it spoilt."""
    for what, most in who.limited.items():
        limits.count(what, most)


def reserve(code: str, *, of: int, statement: int, guild: Guild | None) -> None:
    """Keep ``code`` for the signature ``of`` (ids) until its mail is confirmed.

    Also where the signature is proven already: the code would otherwise tell, by being free
    afterwards, whether the address has signed. Another code reserved for it is free again.
    Raises WrongGuildCodeError.
    """
    found = _find(code, guild)
    _take(found, signature=of, statement=statement, claimed_at=None)
    CodeClaim.objects.reserved().filter(signature=of).exclude(
        batch=found.batch, number=found.number
    ).delete()


def claim(
    code: str, *, of: int, statement: int, guild: Guild | None, form: bytes | None = None
) -> Proof:
    """Use ``code`` up for the signature ``of`` (ids) and return what it proves.

    ``form`` is what ``repeated`` knows the form by. Raises WrongGuildCodeError.
    """
    found = _find(code, guild)
    _take(found, signature=of, statement=statement, claimed_at=timezone.now(), form=form)
    CodeClaim.objects.reserved().filter(signature=of).delete()
    return found.proof


def repeated(code: str, *, statement: int, form: bytes) -> Signature | None:
    """Return the signature that ``form`` has proven by ``code`` a moment ago.

    Whoever presses the button twice would otherwise see the second answer only, and lose the
    link to their signature.
    """
    with connection.cursor() as cursor:
        since = timezone.now() - settings.GUILD_CODE_REPEATS
        cursor.execute(REPEATED, [tokens.guild_code_hash(code), statement, form, since])
        row = cursor.fetchone()
    return Signature(pk=row[0]) if row else None


def redeem(signature: Signature) -> Proof | None:
    """Use up the code that is reserved for ``signature``, if one is and is still good."""
    with connection.cursor() as cursor:
        cursor.execute(RESERVED, [signature.pk])
        reserved = cursor.fetchone()
        if reserved is None:
            return None
        pk, guild, officer = reserved
        cursor.execute(REDEEM, [timezone.now(), pk])
        return Found(0, 0, guild, officer).proof if cursor.rowcount else None


def reserved_for(signature: Signature) -> Guild | None:
    """Return the guild whose code waits for this signature's mail to be confirmed."""
    claims = CodeClaim.objects.reserved().filter(signature=signature)
    found = claims.select_related("batch__guild").first()
    return found.batch.guild if found else None


def forget_reserved(*, before: datetime) -> int:
    """Free the codes that were reserved and never confirmed; return how many."""
    return CodeClaim.objects.reserved().filter(reserved_at__lt=before).delete()[0]


def _find(code: str, guild: Guild | None) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(FIND, [tokens.guild_code_hash(code), timezone.now()])
        row = cursor.fetchone()
    found = row and Found(*row)
    if not found or (guild and found.guild != guild.pk):
        raise WrongGuildCodeError
    return found


def _take(
    found: Found,
    *,
    signature: int,
    statement: int,
    claimed_at: datetime | None,
    form: bytes | None = None,
) -> None:
    facts = {"signature": signature, "statement": statement, "claimed_at": claimed_at}
    facts |= found._asdict() | {"form": form, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, facts)
        if not cursor.fetchone():
            raise WrongGuildCodeError
