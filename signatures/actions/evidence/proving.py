"""Proof of a pending signature: state, evidence, decision, e-mail and tally in one SQL statement.

recording.py explains why.
"""

import uuid
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from signatures.actions.counts import tally_rule
from signatures.actions.counts.tally_rule import NO_OTHERS
from signatures.actions.evidence.screening import Verdict
from signatures.models import Attestation, OutgoingMail, Refusal, Signature

State = Signature.State

# The change of the tallies. The proof is the new one: the statement does not see its row.
NEW_PROOF = {"proof": "%(counted_by)s", "guild": "%(counted_for)s::bigint", "others": NO_OTHERS}


TALLY_SQL = f""", counted AS (
        {tally_rule.change("proven", **NEW_PROOF)}
    )"""


# Of many at once, the conditional update lets one through; the rest is written for that one.
PROVE = f"""
    WITH proven AS (
        UPDATE signatures_signature SET state = %(state)s, hold_reasons = %(reasons)s,
            refusal = %(refusal)s, attested_at = %(now)s, published_at = %(published_at)s
        WHERE id = %(id)s AND state = 'pending'
        RETURNING id, statement_id, state, refusal, display, occupation_id, country, email,
            text_version_id, published_at, attested_at, signed_at
    ), attested AS (
        INSERT INTO signatures_attestation
            (signature_id, method, guild_id, officer_id, with_mailbox, is_membership, attested_at)
        SELECT id, %(method)s, %(guild)s, %(officer)s, %(with_mailbox)s, %(is_membership)s, %(now)s
        FROM proven
    ), decided AS (
        INSERT INTO signatures_decision
            (signature_id, statement_id, from_state, to_state, reason, refusal, held_for,
            decided_at)
        SELECT id, statement_id, 'pending', state, %(why)s, refusal, %(reasons)s, %(now)s
        FROM proven
    ), thanked AS (
        INSERT INTO signatures_outgoingmail
            (signature_id, kind, message_id, created_at, due_at, attempts, last_error)
        SELECT id, %(thank_you)s, %(message_id)s, %(now)s, %(now)s, 0, '' FROM proven
        WHERE email <> ''
    ){TALLY_SQL}
    SELECT published_at FROM proven
"""


class Proof(NamedTuple):
    """Evidence to be stored as an Attestation: a method and, for a guild's, the guild's id."""

    method: str
    guild: int | None = None
    officer: int | None = None
    with_mailbox: bool = False
    is_membership: bool = True  # of the guild, if there is one; see Attestation


def prove(signature: Signature, proof: Proof, *, verdict: Verdict, now: datetime) -> bool:
    """Publish, hold or reject a pending signature, as ``verdict`` says.

    Writes its evidence, Decision, e-mail and tally, and updates ``signature`` itself. Returns
    False and changes nothing if the signature is not pending.
    """
    state = State.HELD if verdict.reasons else State.PUBLISHED
    why = f"proven by {proof.method}"
    if verdict.refused_by:
        state, why = State.REJECTED, f"{why}, refused by {verdict.refused_by}"
    changed = {
        "state": state,
        "refusal": Refusal.RULE.value if state == State.REJECTED else "",
        "hold_reasons": verdict.reasons,
        "attested_at": now,
        "published_at": now if state == State.PUBLISHED else None,
    }
    facts = {
        "id": signature.pk,
        **proof._asdict(),
        "counted_by": proof.method if proof.is_membership else Attestation.Method.EMAIL,
        "counted_for": proof.guild if proof.is_membership else None,
        "reasons": verdict.reasons,
        "now": now,
        "why": why,
        "thank_you": OutgoingMail.Kind.THANK_YOU,
        "message_id": uuid.uuid4(),
    }
    with connection.cursor() as cursor:
        cursor.execute(PROVE, facts | changed)
        proven = cursor.fetchone()
    if proven is None:
        return False
    [published_at] = proven  # only the day if the name is withheld
    vars(signature).update(changed, published_at=published_at)
    return True
