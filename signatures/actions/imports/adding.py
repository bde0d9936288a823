"""Adding the lines of an import as signatures, a chunk at a time. bulk_worker.py calls this.

Each line is screened again right before it is added, because rules and the watch list may have
changed since the preview.
"""

from typing import Any

from django.db import connection
from django.utils import timezone

from signatures.actions.counts import tally_rule
from signatures.actions.counts.tally_rule import NO_OTHERS
from signatures.actions.imports import outcomes
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.models import Batch, ImportFile, ImportLine, TextVersion
from signatures.models.proof_methods import NO_PROOF
from signatures.text import finding

CHUNK = 1_000  # lines; takes one or two seconds, which a cancel has to wait

# Like actions/evidence/recording.py and proving.py, but without a proof and e-mails.
ADD = f"""
    WITH added AS (
        INSERT INTO signatures_signature (
            statement_id, text_version_id, state, refusal, public_id, name, credit, occupation_id,
            country, display, updates, email, mailbox, mailbox_soft, source_network, hold_reasons,
            added_by_organizers, search_text, name_key, signed_at, published_at)
        SELECT %(statement)s, %(text)s, line.state,
            CASE line.state WHEN 'rejected' THEN 'rule' ELSE '' END, public_id, line.name, credit,
            occupation.id, country, 'full', false, email, mailbox, mailbox_soft, '', hold_reasons,
            true, search_text, key.name_key, coalesce(signed_at, %(now)s),
            CASE line.state WHEN 'published' THEN %(now)s END
        FROM signatures_importline line
            JOIN unnest(%(numbers)s::int[], %(keys)s::bytea[]) AS key (number, name_key)
                USING (number)
            LEFT JOIN signatures_occupation occupation ON occupation.id = line.occupation_id
        WHERE file_id = %(batch)s
        ORDER BY number
        ON CONFLICT (statement_id, mailbox) DO NOTHING
        RETURNING id, public_id, statement_id, state, refusal, hold_reasons, display,
            text_version_id, occupation_id, country, signed_at, attested_at
    ), joined AS (
        UPDATE signatures_importline line SET signature_id = added.id
        FROM added WHERE line.file_id = %(batch)s AND line.public_id = added.public_id
        RETURNING added.id, line.refused_by
    ), logged AS (
        INSERT INTO signatures_decision (signature_id, statement_id, from_state, to_state, by_id,
            reason, refusal, batch, held_for, decided_at)
        SELECT id, %(statement)s, '', state, %(by)s,
            left(CASE WHEN refused_by = '' THEN %(reason)s
                ELSE 'refused by ' || refused_by || '; ' || %(reason)s END, 200),
            refusal, %(batch)s, hold_reasons, %(now)s
        FROM added JOIN joined USING (id) ORDER BY id
    ), counted AS (
        {tally_rule.change("added", proof=f"'{NO_PROOF}'", guild="NULL::bigint", others=NO_OTHERS)}
    )
    SELECT count(*) FROM added
"""
NOT_ADDED = """
    UPDATE signatures_importline SET problem = 'has_signed', state = ''
    WHERE file_id = %(batch)s AND number = ANY(%(numbers)s) AND signature_id IS NULL
"""
# The report needs only lines that are held, rejected or noted, or were left out.
FORGET_THE_REST = """
    DELETE FROM signatures_importline
    WHERE file_id = %(batch)s AND number = ANY(%(numbers)s) AND state = 'published'
        AND notes = '{}'
"""


def add_chunk(batch: Batch) -> tuple[int, int]:
    """Add a chunk of lines; return how many were handled and added. Call in the transaction.

    They are marked as added by the organizers and have no proof, and no one is e-mailed. People
    who have signed since the preview, or said that they did not sign, are left out.
    """
    file = ImportFile.objects.select_related("batch__statement").get(pk=batch.pk)
    further = ImportLine.objects.filter(file=file, problem="", number__gt=batch.reached)
    lines = list(further.order_by("number")[:CHUNK])
    if not lines:
        return 0, 0
    batch.reached, number = lines[-1].number, len(lines)
    out = outcomes.leave_out_suppressed(file, [(line.pk, line.mailbox) for line in lines])
    lines = [line for line in lines if line.pk not in out]
    outcomes.screen(file, lines)
    outcomes.save(lines)
    page_cache.invalidate_on_commit()
    with connection.cursor() as cursor:
        facts = _facts(batch, lines)
        cursor.execute(ADD, facts)
        added: int = cursor.fetchone()[0]
        cursor.execute(NOT_ADDED, facts)
        cursor.execute(FORGET_THE_REST, facts)
    return number, added


def _facts(batch: Batch, lines: list[ImportLine]) -> dict[str, Any]:
    text = TextVersion.objects.filter(statement=batch.statement_id).current_first().first()
    return {
        "batch": batch.pk,
        "statement": batch.statement_id,
        "text": text and text.pk,
        "by": batch.by_id,
        "reason": audit_log.without_addresses(batch.reason),
        "now": timezone.now(),
        "numbers": [line.number for line in lines],
        "keys": [finding.sort_key(line.name, line.family_name) for line in lines],
    }
