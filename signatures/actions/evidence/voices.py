"""Quote and affiliation of a signature, written in the same SQL statement as the signature.

Only forms that ask for one of them use it, so no other signature costs more.
"""

from datetime import datetime
from typing import Any, NamedTuple

from signatures.actions.evidence.candidates import Candidate, Screened
from signatures.models import Signature
from signatures.models.statement import FormField, Statement
from signatures.text import folding

ASKED = (FormField.AFFILIATION, FormField.QUOTE)


class Voice(NamedTuple):
    """The organization that a signatory is with, and a quote; "" where they wrote none."""

    affiliation: str = ""
    quote: str = ""


def are_asked(statement: Statement) -> bool:
    """Return whether the sign form of ``statement`` asks for an affiliation or a quote."""
    return any(each in statement.form_fields for each in ASKED)


def of(signature: Screened) -> Voice:
    """Return what is stored with ``signature`` in any state, where its statement asks for it.

    Takes one query, or none if both were read with the signature.
    """
    is_imported = signature.added_by_organizers and signature.attested_at is None
    if isinstance(signature, Candidate) or is_imported or not are_asked(signature.statement):
        return Voice()
    if {"affiliation", "quote"} <= signature._state.fields_cache.keys():
        affiliation = getattr(signature, "affiliation", None)
        quote = getattr(signature, "quote", None)
        return Voice(affiliation.name if affiliation else "", quote.text if quote else "")
    found = Signature.objects.filter(pk=signature.pk)
    name, text = found.values_list("affiliation__name", "quote__text").first() or ("", "")
    return Voice(name or "", text or "")


def facts(voice: Voice, *, at: datetime) -> dict[str, Any]:
    """Return the parameters of ``with_voice``."""
    return {
        "quote": voice.quote,
        "affiliation": voice.affiliation,
        "affiliation_key": key(voice.affiliation),
        "said_at": at,
    }


def key(affiliation: str) -> str:
    """Return the folded name: affiliations with the same key are the same organization."""
    return " ".join(folding.words(affiliation)) or folding.folded(affiliation)


def with_voice(record: str) -> str:
    """Return SQL that does ``record``, an upsert of a signature, and writes its voice.

    As in ``recording``, only a pending signature takes what was typed, and the work is the same
    for any other.
    """
    return f"""
    WITH recorded AS (
        {record} RETURNING there.id, there.statement_id, there.state = 'pending' AS is_new
    ), quoted AS (
        INSERT INTO signatures_quote (signature_id, statement_id, text, search_text, state, sent_at)
        SELECT id, statement_id, %(quote)s, '', 'waiting', %(said_at)s
        FROM recorded WHERE is_new AND %(quote)s::text <> ''
        ON CONFLICT (signature_id) DO UPDATE SET (text, sent_at) = (excluded.text, excluded.sent_at)
    ), unquoted AS (
        DELETE FROM signatures_quote USING recorded
        WHERE signature_id = recorded.id AND is_new AND %(quote)s::text = ''
    ), affiliated AS (
        INSERT INTO signatures_affiliation (signature_id, statement_id, name, key)
        SELECT id, statement_id, %(affiliation)s, %(affiliation_key)s
        FROM recorded WHERE is_new AND %(affiliation)s::text <> ''
        ON CONFLICT (signature_id) DO UPDATE SET (name, key) = (excluded.name, excluded.key)
    ), unaffiliated AS (
        DELETE FROM signatures_affiliation USING recorded
        WHERE signature_id = recorded.id AND is_new AND %(affiliation)s::text = ''
    )
    SELECT id FROM recorded
    """
