"""State transitions of any number of signatures, and their undo, in one SQL statement each.

One click in the queue and a bulk action of a hundred thousand rows run the same statement. So
a move is defined once: conditional on the state, with its Decision and its tally. Row by row
through the ORM, a bulk action of 100,000 took minutes.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from signatures.actions.counts import tally_rule
from signatures.actions.counts.tally_rule import STRONGEST
from signatures.actions.evidence import claim_outcomes
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.models import HoldReason, Signature, User
from signatures.models.approval import NEEDS_ANOTHER

State = Signature.State

# The signatory is told of a decision a while later (DECISIONS_TOLD_AFTER), so that one that is
# undone before is told to no one. An undone decision is told only if the one before had been.
# Rows of ``wanted`` are locked in the order of their ids, so that two moves of the same rows
# wait for each other and never deadlock. The second finds the rows in another state.
MOVE = """
    WITH wanted AS MATERIALIZED (
        {wanted}
    ), locked AS MATERIALIZED (
        SELECT there.*, after, new_published_at, new_hold_reasons, new_refusal, undoes
        FROM signatures_signature there JOIN wanted USING (id)
        WHERE there.state = ANY(wanted.before)
            AND (there.name <> '' OR there.display IN ('anonymous', 'counted'))
            AND NOT (wanted.after = 'published' AND {needs_another})
        ORDER BY there.id FOR UPDATE OF there
    ), moved AS (
        UPDATE signatures_signature SET state = after, published_at = new_published_at,
            hold_reasons = new_hold_reasons, refusal = new_refusal
        FROM locked WHERE signatures_signature.id = locked.id
    ), decided AS (
        INSERT INTO signatures_decision (signature_id, statement_id, from_state, to_state, by_id,
            reason, refusal, batch, held_for, was_published_at, undoes, decided_at)
        SELECT id, statement_id, state, after, %(by)s, %(reason)s, new_refusal, %(batch)s,
            CASE after WHEN 'held' THEN new_hold_reasons ELSE hold_reasons END, published_at,
            undoes, %(now)s
        FROM locked
    ), unsaid AS (
        UPDATE signatures_outgoingmail SET kind = 'nothing'
        WHERE signature_id IN (SELECT id FROM locked)
            AND kind IN ('published', 'not_accepted') AND sent_at IS NULL AND failed_at IS NULL
    ), told AS (
        INSERT INTO signatures_outgoingmail
            (signature_id, kind, message_id, created_at, due_at, attempts, last_error)
        SELECT id, news, gen_random_uuid(), %(now)s, %(tell_at)s, 0, ''
        FROM locked,
            LATERAL (SELECT CASE after
                WHEN 'published' THEN 'published' WHEN 'rejected' THEN 'not_accepted' END AS news
            ) AS new,
            LATERAL (SELECT (
                SELECT kind FROM signatures_outgoingmail earlier
                WHERE signature_id = locked.id AND kind IN ('published', 'not_accepted')
                    AND sent_at IS NOT NULL
                ORDER BY earlier.id DESC LIMIT 1) AS last_news
            ) AS last
        WHERE email <> '' AND attested_at IS NOT NULL AND news IS NOT NULL
            AND CASE WHEN undoes IS NULL THEN last_news IS DISTINCT FROM news
                ELSE last_news <> news END
    ), proofs AS (
        {strongest}
    ), counted AS (
        {counted}
    )
    SELECT id FROM locked
"""
COUNTED = tally_rule.change(
    """locked LEFT JOIN proofs ON signature_id = locked.id,
            LATERAL (VALUES (-1, state, refusal), (1, after, new_refusal))
                AS counts (amount, state, refusal)""",
    amount="sum(amount)",
    state="counts.state",
    refusal="counts.refusal",
)
OF_LOCKED = "WHERE signature_id IN (SELECT id FROM locked)"
THESE = """
        SELECT id, %(before)s::text[] AS before, %(after)s AS after,
            %(published_at)s::timestamptz AS new_published_at,
            %(hold_reasons)s::varchar[] AS new_hold_reasons, %(refusal)s AS new_refusal,
            NULL::bigint AS undoes
        FROM unnest(%(ids)s::bigint[]) AS these (id)
"""
ALONE = NEEDS_ANOTHER.format(row="there", by="%(by)s")
# A decision can be undone while it is the last one about its signature. A signature that goes
# back to rejected gets the reason that the decision before gave it.
DECIDED = """
        SELECT signature_id AS id, ARRAY[to_state]::text[] AS before, from_state AS after,
            was_published_at AS new_published_at,
            CASE from_state WHEN 'held' THEN held_for ELSE '{{}}' END AS new_hold_reasons,
            CASE from_state WHEN 'rejected' THEN coalesce((
                SELECT refusal FROM signatures_decision earlier
                WHERE earlier.signature_id = last.signature_id AND earlier.id < last.id
                ORDER BY id DESC LIMIT 1), '') ELSE '' END AS new_refusal,
            id AS undoes
        FROM signatures_decision last
        WHERE id = ANY(%(ids)s) AND from_state IN ('held', 'published', 'rejected')
            AND NOT EXISTS (
                SELECT FROM signatures_decision later
                WHERE later.signature_id = last.signature_id AND later.id > last.id)
"""


@transaction.atomic
def move(
    signatures: Sequence[int],
    *,
    before: Sequence[str],
    after: str,
    by: User | None,
    reason: str,
    refusal: str = "",
    held_for: str = HoldReason.ORGANIZER,
    batch: uuid.UUID | None = None,
) -> list[int]:
    """Move those of ``signatures`` (ids) whose state is in ``before``; return the ids moved.

    Does not publish signatures that need a second person's approval, and does not move erased
    ones. ``by`` is None for the signatory, a scheduled job, or a guild that revoked its proof.
    ``held_for`` is the reason stored with signatures changed to held. May be repeated.
    """
    moved = _run(
        THESE,
        ids=list(signatures),
        before=list(before),
        after=after,
        published_at=timezone.now() if after == State.PUBLISHED else None,
        hold_reasons=[held_for] if after == State.HELD else [],
        refusal=refusal if after == State.REJECTED else "",
        by=by and by.pk,
        reason=reason,
        batch=batch,
    )
    if by:
        claim_outcomes.settle(moved, by=by)
    return moved


@transaction.atomic
def undo(
    decisions: Sequence[int], *, by: User | None, reason: str, batch: uuid.UUID | None = None
) -> list[int]:
    """Undo ``decisions`` (ids): restore the state before each; return the signatures' ids.

    Skips signatures that have a later decision, and erased ones. Restored signatures keep
    their position.
    """
    restored = _run(DECIDED, ids=list(decisions), by=by and by.pk, reason=reason, batch=batch)
    claim_outcomes.reopen(restored)
    return restored


def _run(wanted: str, **facts: Any) -> list[int]:
    with connection.cursor() as cursor:
        query = MOVE.format(
            wanted=wanted.format(),
            needs_another=ALONE,
            strongest=STRONGEST.format(where=OF_LOCKED),
            counted=COUNTED,
        )
        now = timezone.now()
        facts["reason"] = audit_log.without_addresses(facts["reason"])
        cursor.execute(query, {**facts, "now": now, "tell_at": now + settings.DECISIONS_TOLD_AFTER})
        moved = [pk for (pk,) in cursor.fetchall()]
    if moved:
        page_cache.invalidate_on_commit()
    return moved
