"""Guild codes that members enter: reserved with an unconfirmed address, and used up.

Every fault of a code raises the same WrongGuildCodeError. A code sent with an e-mail address is
only reserved, and no one learns whether it was used until the address is confirmed. Claims lock
the row of the batch for sharing, so they wait while the batch is being revoked.
"""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.actions.evidence.proving import Proof
from signatures.errors import WrongGuildCodeError
from signatures.models import Attestation, CodeClaim, CodeReservation, Guild, GuildCode, Signature
from signatures.models.compiled import CompiledQuery

# Also locks the code's own row, which may be deleted while the query waits for the batch.
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
        WHERE batch_id = %(batch)s AND %(number)s BETWEEN first AND last AND undone_at IS NULL
    )
"""
# Does not read who used the code, so that neither the answer nor its duration reveals it.
RESERVE = f"""
    INSERT INTO signatures_codereservation (signature_id, batch_id, number, reserved_at)
    SELECT %(signature)s, %(batch)s, %(number)s, %(now)s WHERE {NOT_REVOKED}
    ON CONFLICT (signature_id) DO UPDATE SET
        batch_id = excluded.batch_id, number = excluded.number, reserved_at = excluded.reserved_at
    RETURNING signature_id
"""
# The second claim of a code finds the row of the first. It replaces only a row without
# claimed_at, which an earlier release wrote as a reservation.
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
OF_RESERVED = CompiledQuery(
    lambda signature: Guild.objects.filter(code_batches__reservations__signature=signature)
)
OF_NO_USE = CompiledQuery(
    lambda signature: CodeReservation.objects.of_no_use(signature).values_list("pk")
)


class ValidCode(NamedTuple):
    """A code of a working batch. It may already be used for the statement."""

    batch: int
    number: int
    guild: int
    officer: int

    @property
    def proof(self) -> Proof:
        return Proof(Attestation.Method.GUILD_CODE, self.guild, self.officer)


def reserve(code: str, *, of: int, guild: Guild | None) -> None:
    """Reserve ``code`` for the signature ``of`` (an id) until its address is confirmed.

    May be repeated; the last code counts. Does the same whether or not the code was used and
    whether or not the signature is confirmed. Raises WrongGuildCodeError.
    """
    found = _find(code, guild)
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, {**found._asdict(), "signature": of, "now": timezone.now()})
        if not cursor.fetchone():
            raise WrongGuildCodeError


def claim(
    code: str, *, of: int, statement: int, guild: Guild | None, form: bytes | None = None
) -> Proof:
    """Use up ``code`` for the signature ``of`` and return what it proves.

    ``of`` and ``statement`` are ids; ``repeated`` recognizes a submitted form by ``form``.
    Raises WrongGuildCodeError.
    """
    found = _find(code, guild)
    if not _take(found, signature=of, statement=statement, form=form):
        raise WrongGuildCodeError
    CodeReservation.objects.filter(signature=of).delete()
    return found.proof


def repeated(code: str, *, statement: int, form: bytes) -> Signature | None:
    """Return the signature that the same ``form`` has just proven by ``code``, or None.

    Someone who clicks the button twice sees only the second answer. Without this function it
    would be an error, and they would lose the link to their signature.
    """
    with connection.cursor() as cursor:
        since = timezone.now() - settings.GUILD_CODE_REPEATS
        cursor.execute(REPEATED, [tokens.guild_code_hash(code), statement, form, since])
        row = cursor.fetchone()
    return Signature(pk=row[0]) if row else None


def used_for(code: str, *, statement: int, guild: Guild) -> CodeClaim | None:
    """Return the claim by which ``code`` confirms a signature of ``statement``, or None.

    Its answer reveals whether the code was used: limit it by ``count_try``. Raises
    WrongGuildCodeError for a code that is none of the guild's.
    """
    known = GuildCode.objects.filter(sha256=tokens.guild_code_hash(code), batch__guild=guild)
    found = known.first()
    if found is None:
        raise WrongGuildCodeError
    claims = CodeClaim.objects.proving().select_related("signature")
    return claims.filter(batch=found.batch_id, number=found.number, statement=statement).first()


def redeem(signature: Signature) -> Proof | None:
    """Use up the code reserved for ``signature`` and return what it proves.

    Return None if there is no code, or if it is not valid any more. The reservation of an invalid
    code stays, so that pages and e-mails can say so.
    """
    with connection.cursor() as cursor:
        cursor.execute(RESERVED, [signature.pk])
        row = cursor.fetchone()
    found = row and ValidCode(*row)
    if not found or not _take(found, signature=signature.pk, statement=signature.statement_id):
        return None
    CodeReservation.objects.filter(signature=signature).delete()
    return found.proof


def guild_of_reserved(signature: Signature) -> Guild | None:
    """Return the guild whose code is reserved for ``signature``, or None."""
    return OF_RESERVED.first(signature=signature.pk)


def is_of_no_use(signature: Signature) -> bool:
    """Return whether the code entered with ``signature`` did not work once it was confirmed."""
    return bool(OF_NO_USE.all(signature=signature.pk))


def delete_reservations(*, before: datetime) -> int:
    """Delete unused reservations made before ``before`` and return how many."""
    return CodeReservation.objects.filter(reserved_at__lt=before).delete()[0]


def _find(code: str, guild: Guild | None) -> ValidCode:
    with connection.cursor() as cursor:
        cursor.execute(FIND, [tokens.guild_code_hash(code), timezone.now()])
        row = cursor.fetchone()
    found = row and ValidCode(*row)
    if not found or (guild and found.guild != guild.pk):
        raise WrongGuildCodeError
    return found


def _take(found: ValidCode, *, signature: int, statement: int, form: bytes | None = None) -> bool:
    """Write the claim. Return False when the code has been used or revoked."""
    facts = {"signature": signature, "statement": statement, "form": form, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, facts | found._asdict())
        return cursor.fetchone() is not None
