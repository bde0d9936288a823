"""Consents of signatories: the words they agreed to, when, and when they took it back.

They stand in ``Signature.consents``, by kind: ``{"sign": {"text": 7, "at": "…"}}``, with "ended"
once it is taken back. Each kind stands for itself: ending one changes no other.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language

from signatures.actions.record_keeping import page_cache
from signatures.models import ConsentText, Signature

Kind = ConsentText.Kind


class GivenConsent(NamedTuple):
    """One consent, with the words that were beside the box."""

    label: str
    text: ConsentText
    at: datetime
    ended: datetime | None


def given(words: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """Return ``Signature.consents`` for someone who ticked boxes with these words, by kind.

    The words are in the language of the page.
    """
    return {kind: {"text": _text(kind, each), "at": at.isoformat()} for kind, each in words.items()}


def give(signature: Signature, kind: Kind, words: str) -> None:
    """Record a consent that was given later. Call with the row locked; it saves the signature."""
    _save(signature, given({kind.value: words}, at=timezone.now()))


def end(signature: Signature, kind: Kind) -> None:
    """Record that a consent is taken back, if it was given. Call with the row locked."""
    there = (signature.consents or {}).get(kind.value)
    if there and "ended" not in there:
        _save(signature, {kind.value: {**there, "ended": timezone.now().isoformat()}})


def of(signature: Signature) -> list[GivenConsent]:
    """Return the consents of ``signature`` that are on record."""
    consents = signature.consents or {}
    texts = ConsentText.objects.in_bulk([each["text"] for each in consents.values()])
    return [
        GivenConsent(
            str(Kind(kind).label),
            texts[each["text"]],
            datetime.fromisoformat(each["at"]),
            datetime.fromisoformat(each["ended"]) if "ended" in each else None,
        )
        for kind in Kind.values
        if (each := consents.get(kind))
    ]


def _save(signature: Signature, changed: dict[str, Any]) -> None:
    signature.consents = {**(signature.consents or {}), **changed}
    signature.save(update_fields=["consents"])


def _text(kind: str, words: str) -> int:
    """Return the id of a text, and write the text the first time it is agreed to."""
    language = get_language() or "en"
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    key = f"consent-{kind}-{language}-{sha256}"
    return page_cache.get_local(key, lambda: _written(kind, language, words, sha256))


def _written(kind: str, language: str, words: str, sha256: str) -> int:
    same = ConsentText.objects.filter(kind=kind, language=language)
    while True:
        if found := same.filter(sha256=sha256).values_list("pk", flat=True).first():
            return found
        number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                facts = {"kind": kind, "language": language, "number": number}
                return ConsentText.objects.create(text=words, sha256=sha256, **facts).pk
        except IntegrityError:  # someone else has just written it, or this number
            continue
