"""Quotes that organizers chose for a statement's page and the page for journalists."""

from collections.abc import Mapping

from signatures.models import Quote, Signature, Statement
from signatures.models.statement import FormField
from signatures.renditions import signatories
from signatures.renditions.signatories import NO_NAMES

MOST = 6


def chosen(
    statement: Statement, *, versions: Mapping[int, str] = NO_NAMES
) -> list[signatories.Row]:
    """Return rows of signatories with chosen quotes, the last chosen first."""
    if FormField.QUOTE not in statement.form_fields:
        return []
    listed = Signature.objects.listed(statement).quoted()
    found = listed.filter(quote__state=Quote.State.CHOSEN).order_by("-quote__decided_at")
    return signatories.rows(found[:MOST], versions=versions, of=statement)
