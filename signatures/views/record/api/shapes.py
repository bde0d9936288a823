"""Parts of the API's answers, as dictionaries; ``schemas`` declares them."""

import dataclasses

from django.conf import settings

from signatures.models import Delivery
from signatures.renditions import organizations as bodies
from signatures.renditions import signatories as rendered
from signatures.renditions.figures import Figures
from signatures.renditions.texts.wordings import Wording


def said(row: rendered.Row) -> dict[str, object]:
    told = signatory(row)
    return {name: told[name] for name in ("quote", "name", "credit", "affiliation", "text_version")}


def by_wording(counts: Figures) -> dict[str, object]:
    return {
        "wordings": [_wording(each) for each in counts.wordings],
        "signatures_by_wording": counts.mixed,
    }


def _wording(wording: Wording) -> dict[str, object]:
    return {
        "wording": wording.number,
        "since": wording.since,
        "current": wording.is_current,
        "signatures": wording.signatures,
    }


def organization(row: bodies.Row) -> dict[str, object]:
    assert row.endorsed_at  # as it is published
    return {**dataclasses.asdict(row), "endorsed_at": row.endorsed_at.replace(microsecond=0)}


def signatory(row: rendered.Row) -> dict[str, object]:
    return {
        "name": row.name or None,
        "credit": row.credit,
        "occupation": row.occupation,
        "country": row.country,
        "guilds": list(row.guilds),
        "verified_by": list(row.verified_by),
        "confirmation": row.confirmation,
        "verified_on": row.as_of.date() if row.as_of else None,
        "signed_at": row.signed_at,
        "text_version": row.text_version,
        "text_sha256": row.text_sha256,
        "affiliation": row.affiliation,
        "quote": row.quote,
    }


def delivery(row: Delivery) -> dict[str, object]:
    words = ("recipient", "how", "note", "names", "sha256")
    answers = ("demand", "outcome", "text", "answered_on", "url")
    return {
        **{name: getattr(row, name) for name in words},
        "delivered_at": row.delivered_at.replace(microsecond=0),
        "list_at": row.list_at.replace(microsecond=0),
        "url": f"{settings.SITE_URL}{row.get_absolute_url()}",
        "answers": [{name: getattr(each, name) for name in answers} for each in row.answers.all()],
    }
