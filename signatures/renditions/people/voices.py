"""Affiliations and quotes of signatories, and addresses of their pages, on rows of the list."""

from collections.abc import Sequence

from django.urls import reverse

from signatures import tokens
from signatures.models import Affiliation, Quote, Signature, Statement
from signatures.models.statement import FormField

FULL = Signature.Display.FULL


def added(signatures: Sequence[Signature], of: Statement) -> dict[int, dict[str, str]]:
    """Return the affiliation, quote and address of the page of signatures, where ``of`` has them.

    They are fields of their rows, by the id of the signature. One query for the affiliations of
    all rows and one for their quotes. Only a row that shows its name in full has them.
    """
    full = [each.pk for each in signatures if each.display == FULL]
    affiliations, quotes = _affiliations(full, of), _quotes(full, of)
    if not (affiliations or quotes or of.signature_pages):
        return {}
    pages = _pages(of)
    return {
        each.pk: {
            "affiliation": affiliations.get(each.pk, ""),
            "quote": quotes.get(each.pk, ""),
            "url": _address(each, pages),
        }
        for each in signatures
    }


def address(signature: Signature, of: Statement) -> str:
    """Return the address of the page of a signature that shows its name, "" if it has none."""
    return _address(signature, _pages(of))


def _pages(of: Statement) -> str:
    """Return what the addresses of pages of signatures begin with, "" if there are none."""
    if not of.signature_pages or of.is_early_copy:
        return ""
    return reverse("signatories", args=[of.slug])


def _address(signature: Signature, pages: str) -> str:
    if not pages or signature.display not in Signature.NAMED:
        return ""
    return f"{pages}{tokens.reference(signature.public_id)}/"


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
