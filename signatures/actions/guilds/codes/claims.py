"""Guild codes entered by members: tries counted, reserved with an address, claimed.

Whatever is wrong with a code, the error is the same WrongGuildCodeError. With an address a code
is only reserved, and whether it has been used is told to nobody before the address is confirmed.
While a batch is revoked claims wait for it, because they lock its row for sharing.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.actions.evidence.recording import Proof
from signatures.actions.record_keeping import rate_limits
from signatures.errors import TooManyCodeTriesError, TooManyGuessesError, WrongGuildCodeError
from signatures.models import Attestation, CodeReservation, Guild, Signature

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
NOT_REVOKED = """
    NOT EXISTS (
        SELECT FROM signatures_coderevocation
        WHERE batch_id = %(batch)s AND %(number)s BETWEEN first AND last
    )
"""
# Reads nothing about who has used the code, so that neither the answer nor its time tells.
RESERVE = f"""
    INSERT INTO signatures_codereservation (signature_id, batch_id, number, reserved_at)
    SELECT %(signature)s, %(batch)s, %(number)s, %(now)s WHERE {NOT_REVOKED}
    ON CONFLICT (signature_id) DO UPDATE SET
        batch_id = excluded.batch_id, number = excluded.number, reserved_at = excluded.reserved_at
    RETURNING signature_id
"""
# Whoever comes second finds the first one's row. One that an earlier release reserved gives way.
TAKE = f"""
    INSERT INTO signatures_codeclaim AS there
        (batch_id, number, statement_id, signature_id, form, reserved_at, claimed_at)
    SELECT %(batch)s, %(number)s, %(statement)s, %(signature)s, %(form)s, %(now)s, %(now)s
    WHERE {NOT_REVOKED}
    ON CONFLICT (batch_id, number, statement_id) DO UPDATE SET
        signature_id = excluded.signature_id, form = excluded.form,
        reserved_at = excluded.reserved_at, claimed_at = excluded.claimed_at
    WHERE there.claimed_at IS NULL
    RETURNING id
"""
REPEATED = """
    SELECT claim.signature_id
    FROM signatures_guildcode code JOIN signatures_codeclaim claim USING (batch_id, number)
    WHERE code.sha256 = %s AND claim.statement_id = %s AND claim.form = %s
        AND claim.claimed_at > %s AND claim.revoked_at IS NULL
"""
RESERVED = """
    SELECT batch.id, reservation.number, batch.guild_id, batch.officer_id
    FROM signatures_codereservation reservation
    JOIN signatures_codebatch batch ON batch.id = reservation.batch_id
    WHERE reservation.signature_id = %s
    FOR SHARE OF batch
"""


class Found(NamedTuple):
    """A code of a batch that works; it may have been used for the statement."""

    batch: int
    number: int
    guild: int
    officer: int

    @property
    def proof(self) -> Proof:
        return Proof(Attestation.Method.GUILD_CODE, self.guild, self.officer)


class Guesser(NamedTuple):
    """The source of a code: as limits count it, and the network it belongs to."""

    source: str
    network: str
    shared: bool  # by many people, such as a guild's hall

    @property
    def limited(self) -> dict[str, dict[timedelta, int]]:
        """The limits of codes that do not fit."""
        found = {"guild codes": settings.GUILD_CODE_GUESSES_SITE}
        if not self.shared:
            found[f"guild codes {self.source}"] = settings.GUILD_CODE_GUESSES
            found[f"guild codes of {self.network}"] = settings.GUILD_CODE_GUESSES_NETWORK
        return found

    @property
    def limited_tries(self) -> dict[str, dict[timedelta, int]]:
        """The limits of codes whose answer tells at once whether they have been used."""
        if self.shared:
            return {}
        return {
            f"guild codes tried {self.source}": settings.GUILD_CODE_TRIES,
            f"guild codes tried of {self.network}": settings.GUILD_CODE_TRIES_NETWORK,
        }


def check_guesses(who: Guesser) -> None:
    """Raise TooManyGuessesError while a limit is reached: no code is looked at then."""
    if left := rate_limits.full(who.limited):
        raise TooManyGuessesError(left)


def count_guess(who: Guesser) -> None:
    """Count a wrong code. Call outside of the transaction that it spoilt."""
    for what, most in who.limited.items():
        rate_limits.count(what, most)


def count_try(who: Guesser) -> None:
    """Count a code, right or wrong, whose answer tells at once whether it has been used.

    Raises TooManyCodeTriesError above the limit. Call outside of the transaction of the code.
    """
    tries = who.limited_tries
    if any(
        rate_limits.exceeded(rate_limits.count(what, most), most) for what, most in tries.items()
    ):
        raise TooManyCodeTriesError(rate_limits.full(tries) or timedelta(minutes=1))


def reserve(code: str, *, of: int, guild: Guild | None) -> None:
    """Keep ``code`` with the signature ``of`` (an id) until its address is confirmed.

    May be repeated; the last code counts. Does the same whether or not anyone has used the
    code, and whether or not the signature is proven. Raises WrongGuildCodeError.
    """
    found = _find(code, guild)
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, {**found._asdict(), "signature": of, "now": timezone.now()})
        if not cursor.fetchone():
            raise WrongGuildCodeError


def claim(
    code: str, *, of: int, statement: int, guild: Guild | None, form: bytes | None = None
) -> Proof:
    """Use ``code`` up for the signature ``of`` (ids) and return what it proves.

    ``form`` is what ``repeated`` knows the form by. Raises WrongGuildCodeError.
    """
    found = _find(code, guild)
    if not _take(found, signature=of, statement=statement, form=form):
        raise WrongGuildCodeError
    CodeReservation.objects.filter(signature=of).delete()
    return found.proof


def repeated(code: str, *, statement: int, form: bytes) -> Signature | None:
    """Return the signature that ``form`` has proven by ``code`` a moment ago.

    Someone who clicks the button twice sees only the second answer. Without this it would be
    an error, and they would lose the link to their signature.
    """
    with connection.cursor() as cursor:
        since = timezone.now() - settings.GUILD_CODE_REPEATS
        cursor.execute(REPEATED, [tokens.guild_code_hash(code), statement, form, since])
        row = cursor.fetchone()
    return Signature(pk=row[0]) if row else None


def redeem(signature: Signature) -> Proof | None:
    """Use up the code that came with ``signature``; None if there is none, or it is no good.

    A reservation that is no good stays, so that pages and e-mails can say so.
    """
    with connection.cursor() as cursor:
        cursor.execute(RESERVED, [signature.pk])
        row = cursor.fetchone()
    found = row and Found(*row)
    if not found or not _take(found, signature=signature.pk, statement=signature.statement_id):
        return None
    CodeReservation.objects.filter(signature=signature).delete()
    return found.proof


def guild_of_reserved(signature: Signature) -> Guild | None:
    """Return the guild whose code came with this signature and is tried when it is confirmed."""
    found = CodeReservation.objects.filter(signature=signature)
    reservation = found.select_related("batch__guild").first()
    return reservation.batch.guild if reservation else None


def forget_reserved(*, before: datetime) -> int:
    """Delete reservations that have come to nothing; return how many."""
    return CodeReservation.objects.filter(reserved_at__lt=before).delete()[0]


def _find(code: str, guild: Guild | None) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(FIND, [tokens.guild_code_hash(code), timezone.now()])
        row = cursor.fetchone()
    found = row and Found(*row)
    if not found or (guild and found.guild != guild.pk):
        raise WrongGuildCodeError
    return found


def _take(found: Found, *, signature: int, statement: int, form: bytes | None = None) -> bool:
    """Write the claim; False when the code is used, or revoked by now."""
    facts = {"signature": signature, "statement": statement, "form": form, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, facts | found._asdict())
        return cursor.fetchone() is not None
