"""Affiliations and quotes of signatories, and addresses of their pages, on rows of the list."""

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse

from signatures import tokens
from signatures.models import Affiliation, Quote, Signature, Statement
from signatures.models.statement import FormField

if TYPE_CHECKING:
    from signatures.renditions.signatories import Row

FULL = Signature.Display.FULL


def added(rows: list["Row"], signatures: Sequence[Signature], of: Statement) -> list["Row"]:
    """Return ``rows`` with affiliations, quotes and addresses of pages, where ``of`` has them.

    One query for the affiliations of all rows and one for their quotes. Only a row that shows
    its name in full has them.
    """
    full = [each.pk for each in signatures if each.display == FULL]
    affiliations, quotes = _affiliations(full, of), _quotes(full, of)
    if not (affiliations or quotes or of.signature_pages):
        return rows
    return [
        dataclasses.replace(
            row,
            affiliation=affiliations.get(each.pk, ""),
            quote=quotes.get(each.pk, ""),
            url=address(each, of),
        )
        for row, each in zip(rows, signatures, strict=True)
    ]


def address(signature: Signature, of: Statement) -> str:
    """Return the address of the page of a signature that shows its name, "" if it has none."""
    if not of.signature_pages or of.is_early_copy or signature.display not in Signature.NAMED:
        return ""
    return reverse("signature", args=[of.slug, tokens.reference(signature.public_id)])


def _affiliations(full: list[int], of: Statement) -> dict[int, str]:
    if FormField.AFFILIATION not in of.form_fields or not full:
        return {}
    found = Affiliation.objects.filter(signature__in=full, state=Affiliation.State.PUBLISHED)
    return dict(found.values_list("signature", "name"))


def _quotes(full: list[int], of: Statement) -> dict[int, str]:
    if FormField.QUOTE not in of.form_fields or not full:
        return {}
    found = Quote.objects.filter(signature__in=full, state__in=Quote.SHOWN)
    return dict(found.values_list("signature", "text"))
