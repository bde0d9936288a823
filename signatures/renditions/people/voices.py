"""Affiliations and quotes of signatories, and addresses of their pages, on rows of the list."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse

from signatures import tokens
from signatures.models import Affiliation, Quote, Signature, Statement
from signatures.models.compiled import CompiledQuery
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
    asked = {FormField.AFFILIATION, FormField.QUOTE} & set(of.form_fields)
    words: dict[int, dict[str, str]] = {}
    for pk, field, said in SAID.all(signatures=full) if full and asked else ():
        if field in asked:
            words.setdefault(pk, {})[field] = said
    return words


def _said(signatures: Any) -> QuerySet[Any, tuple[int, str, str]]:
    affiliations = Affiliation.objects.filter(
        signature__pk__any_of=signatures, state=Affiliation.State.PUBLISHED
    )
    quotes = Quote.objects.filter(signature__pk__any_of=signatures, state__in=Quote.SHOWN)
    return affiliations.values_list("signature", Value("affiliation"), "name").union(
        quotes.values_list("signature", Value("quote"), "text"), all=True
    )


SAID = CompiledQuery(_said)
