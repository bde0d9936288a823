"""Flags on proofs of members whom a later roster does not name.

A roster that names them again removes the flag. A proof says what was true at its time, and a
later roster takes nothing away from it: the tallies count the signature as before. Signatures of
closed statements stay as they were, since only membership at the time of signing matters there.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from signatures.actions.record_keeping import page_cache
from signatures.models import Roster
from signatures.text.fingerprints import MEMBER

CHUNK = 2_000  # claims compared in one transaction

DECIDE = """
    INSERT INTO signatures_decision
        (signature_id, statement_id, from_state, to_state, reason, held_for, decided_at)
    SELECT signature.id, statement_id, state, state,
        CASE WHEN lapsed_on IS NULL THEN %(again)s ELSE %(lapsed)s END, '{}', %(now)s
    FROM flagged JOIN signatures_signature signature ON signature.id = flagged.signature_id
"""

FLAG = f"""
    WITH chunk AS (
        SELECT id, roster_id, signature_id, statement_id, member FROM signatures_rosterclaim
        WHERE guild_id = %(guild)s AND id > %(reached)s ORDER BY id LIMIT %(chunk)s
    ), seen AS (
        SELECT signature_id, EXISTS (
            SELECT FROM signatures_rosterfingerprint
            WHERE roster_id = %(roster)s AND fingerprint = chunk.member AND kind = '{MEMBER}'
        ) AS is_there
        FROM chunk JOIN signatures_statement statement ON statement.id = chunk.statement_id
            JOIN signatures_roster origin ON origin.id = chunk.roster_id
        WHERE origin.key_id = %(key)s AND member IS NOT NULL
            AND (closes_at IS NULL OR closes_at > %(now)s)
    ), flagged AS (
        UPDATE signatures_attestation proof
        SET lapsed_on = CASE WHEN is_there THEN NULL ELSE %(day)s::date END
        FROM seen
        WHERE proof.signature_id = seen.signature_id AND guild_id = %(guild)s
            AND method = 'guild_roster' AND is_there = (lapsed_on IS NOT NULL)
        RETURNING proof.signature_id, lapsed_on
    ), decided AS ({DECIDE})
    SELECT max(id) FROM chunk
"""

UNFLAG = f"""
    WITH flagged AS (
        UPDATE signatures_attestation SET lapsed_on = NULL
        WHERE guild_id = %(guild)s AND method = 'guild_roster' AND lapsed_on = %(day)s
        RETURNING signature_id, lapsed_on
    ) {DECIDE}
"""


def compare(pk: int) -> int:
    """Flag proofs by the version ``pk`` (an id), if it is in use and unfinished.

    Return the number of steps.
    """
    steps = 0
    while _compare_some(pk):
        steps += 1
    return steps


def remove_flags(roster: Roster) -> None:
    """Remove the flags that the revoked ``roster`` set."""
    with connection.cursor() as cursor:
        cursor.execute(UNFLAG, _facts(roster))
    page_cache.invalidate_on_commit()


@transaction.atomic
def _compare_some(pk: int) -> bool:
    rows = Roster.objects.filter(pk=pk, state=Roster.State.CURRENT, reached__isnull=False)
    roster = rows.select_for_update(of=["self"], skip_locked=True, no_key=True).first()
    if roster is None:
        return False
    reached = _flag(roster)
    Roster.objects.filter(pk=pk).update(reached=reached)
    page_cache.invalidate_on_commit()
    return reached is not None


def _flag(roster: Roster) -> int | None:
    """Compare the next claims. Return the id of the last one, or None if none was left."""
    with connection.cursor() as cursor:
        facts = _facts(roster) | {"reached": roster.reached, "chunk": CHUNK}
        cursor.execute(FLAG, facts)
        [reached] = cursor.fetchone()
    return reached


def _facts(roster: Roster) -> dict[str, Any]:
    day: date = roster.dated
    return {
        "guild": roster.guild_id,
        "roster": roster.pk,
        "key": roster.key_id,  # compared with another key, every member would be missing
        "day": day,
        "now": timezone.now(),
        "lapsed": f"not on the guild’s roster of {day}",
        "again": f"on the guild’s roster of {day}",
    }
