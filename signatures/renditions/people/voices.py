"""Affiliations and quotes of signatories, and addresses of their pages, on rows of the list."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse

from signatures import tokens
from signatures.models import Affiliation, Quote, Signature, Statement
from signatures.models.statement import FormField

FULL = Signature.Display.FULL


def added(signatures: Sequence[Signature], of: Statement) -> dict[int, dict[str, str]]:
    """Return the affiliation, quote and address of the page of signatures, where ``of`` has them.

    They are fields of their rows, by the id of the signature. One query for all rows. Only a row
    that shows its name in full has an affiliation and a quote.
    """
    words = _words([each.pk for each in signatures if each.display == FULL], of)
    if not (words or of.signature_pages):
        return {}
    pages = _pages(of)
    return {
        each.pk: {"url": _address(each, pages), **words.get(each.pk, {})} for each in signatures
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


def _words(full: list[int], of: Statement) -> dict[int, dict[str, str]]:
    """Return affiliations and quotes that the list shows, as fields of rows by signature id."""
    parts: list[QuerySet[Any, Any]] = []
    if FormField.AFFILIATION in of.form_fields:
        shown = Affiliation.objects.filter(signature__in=full, state=Affiliation.State.PUBLISHED)
        parts.append(shown.values_list("signature", Value("affiliation"), "name"))
    if FormField.QUOTE in of.form_fields:
        quotes = Quote.objects.filter(signature__in=full, state__in=Quote.SHOWN)
        parts.append(quotes.values_list("signature", Value("quote"), "text"))
    words: dict[int, dict[str, str]] = {}
    if full and parts:
        for pk, field, said in parts[0].union(*parts[1:], all=True):
            words.setdefault(pk, {})[field] = said
    return words
