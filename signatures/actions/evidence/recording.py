"""Recording of what someone typed as a pending signature, in one SQL statement.

This and proving it (proving.py) are the busiest writes of the site: at a launch everyone signs
and confirms within the hour. Step by step through the ORM, the same work took three times as
long, most of it spent on round trips to the database.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from signatures.actions.evidence import voices
from signatures.actions.evidence.voices import Voice
from signatures.actions.mail import mailbox_limits
from signatures.models import Signature
from signatures.models.compiled import short
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
RECORD_ALONE, RECORD_VOICE = short(f"{RECORD} RETURNING id"), short(voices.with_voice(RECORD))


def record(
    *,
    statement_id: int,
    mailbox: str | None,
    mail_after: timedelta = NOW,
    voice: Voice | None = None,
    **typed: Any,
) -> int:
    """Insert a pending signature, or update the one with this ``mailbox``; return its id.

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
