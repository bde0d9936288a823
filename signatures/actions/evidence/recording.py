"""Recording and proving a signature, each in one SQL statement.

They are the busiest writes of the site: at a launch everyone signs and confirms within the
hour. Step by step through the ORM, the same work took three times as long, most of it spent
on round trips to the database.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from signatures.actions.counts import tally_rule
from signatures.actions.counts.tally_rule import NO_OTHERS
from signatures.actions.evidence import voices
from signatures.actions.evidence.screening import Verdict
from signatures.actions.evidence.voices import Voice
from signatures.actions.mail import mailbox_limits
from signatures.models import Attestation, OutgoingMail, Refusal, Signature
from signatures.models.signature import found_by

State = Signature.State
NOW = timedelta(0)

UPDATABLE_COLUMNS = [
    "text_version_id",
    "name",
    "credit",
    "occupation_id",
    "country",
    "display",
    "updates",
    "consents",
]
UPDATABLE_COLUMNS += [
    "email",
    "mailbox_soft",
    "source_network",
    "search_text",
    "name_key",
    "signed_at",
]
UPDATABLE_COLUMNS += ["chosen_guild_id"]
INSERT_ONLY_COLUMNS = [
    "statement_id",
    "mailbox",
    "public_id",
    "state",
    "hold_reasons",
    "added_by_organizers",
]

# An existing signature is locked, and keeps its fields unless it is pending. It is written
# either way, so that the answer tells no one whether an address has signed. The time of its first
# form stays, so that no number of forms keeps it longer than KEEP_PENDING.
FIRST = "coalesce(there.first_submitted_at, there.signed_at)"
RECORD = f"""
    INSERT INTO signatures_signature AS there ({", ".join(INSERT_ONLY_COLUMNS + UPDATABLE_COLUMNS)})
    VALUES ({", ".join(f"%({name})s" for name in INSERT_ONLY_COLUMNS + UPDATABLE_COLUMNS)})
    ON CONFLICT (statement_id, mailbox)
    DO UPDATE SET ({", ".join(UPDATABLE_COLUMNS)}, first_submitted_at) = (
        SELECT {", ".join(f"excluded.{name}" for name in UPDATABLE_COLUMNS)},
            CASE WHEN {FIRST} > %(anew_before)s THEN {FIRST} END
        WHERE there.state = 'pending'
        UNION ALL
        SELECT {", ".join(f"there.{name}" for name in UPDATABLE_COLUMNS)}, there.first_submitted_at
        WHERE there.state <> 'pending'
    )
"""
RECORD_ALONE, RECORD_VOICE = f"{RECORD} RETURNING id", voices.with_voice(RECORD)

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


def record(
    *,
    statement_id: int,
    mailbox: str | None,
    mail_after: timedelta = NOW,
    voice: Voice | None = None,
    **typed: Any,
) -> int:
    """Insert a pending signature, or update the one this mailbox has; return its id.

    Queues its e-mail too, due in ``mail_after``. Both go to the database in one message, which
    is one transaction if none is open. Without a ``mailbox`` (None), always inserts a new
    signature and queues no e-mail. ``voice`` is None if the statement asks for none.

    ``typed`` are the fields of Signature that a visitor fills in. They update a pending
    signature; any other stays as it is. Of a ``family_name``, only the sort key is stored.
    """
    sort_by = typed.pop("family_name", "")
    row = {
        "statement_id": statement_id,
        "mailbox": mailbox,
        "public_id": uuid.uuid4(),
        "state": State.PENDING,
        "hold_reasons": [],
        "added_by_organizers": False,
        "chosen_guild_id": None,
        "consents": None,
        "anew_before": anew_before(),
        **found_by(typed["name"], typed["credit"], typed["display"], sort_by),
        **typed,
    }
    row["consents"] = Jsonb(row["consents"])
    written = RECORD_ALONE if voice is None else RECORD_VOICE
    row |= voices.facts(voice, at=row["signed_at"]) if voice else {}
    if mailbox is not None:
        ask, facts = mailbox_limits.asking(mailbox, of=statement_id, after=mail_after)
        written, row = f"{written}; {ask}", row | facts
    with connection.cursor() as cursor:
        cursor.execute(written, row)
        return cursor.fetchone()[0]


def anew_before() -> datetime:
    """Return the time before which a first form no longer counts, so the next one is the first.

    Retention runs every hour, so a signature due within the hour is treated as deleted.
    """
    return timezone.now() - settings.KEEP_PENDING + timedelta(hours=1)


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
