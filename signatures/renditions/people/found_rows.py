"""Signatures as organizers find them, a row each, in the plain values that a page shows."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as in_format
from django.utils.translation import get_language

from signatures.models import Attestation, Signature
from signatures.models.hold_reason import in_words

WITH_THESE = "attestations__guild"  # what `rows` needs, for `prefetch_related`


def rows(signatures: Iterable[Signature], slug: str) -> list[dict[str, Any]]:
    """Return the values of a row for each of ``signatures`` of the statement ``slug``.

    They are a dictionary, which a template reads much faster than a model: a page has fifty rows.
    """
    states = _labels(Signature.State, get_language())
    methods = _labels(Attestation.Method, get_language())
    return [
        {
            "url": reverse("desk_signature", args=[slug, each.public_id]),
            "name": each.name,
            "is_nameless": each.is_nameless,
            "credit": each.credit,
            "email": each.email,
            "state": states[each.state],
            "reasons": "; ".join(in_words(each.hold_reasons)),
            "proofs": [_proof(proof, methods) for proof in each.attestations.all()],
            "network": each.source_network,
            "signed_iso": each.signed_at.isoformat(),
            "signed_at": in_format(each.signed_at, "j M Y, H:i"),
        }
        for each in signatures
    ]


@cache
def _labels(choices: Any, language: str | None) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


def _proof(proof: Attestation, methods: dict[str, str]) -> str:
    method = methods[proof.method]
    return f"{method}, {proof.guild.name}" if proof.guild else method
