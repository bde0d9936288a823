"""The data stored with one signature, for the person who signed."""

from datetime import date
from typing import Any, NamedTuple, cast

from django.apps import apps
from django.conf import settings
from django.db import models

from signatures import tokens
from signatures.actions.signing import consents
from signatures.models import Signature, User, personal_data
from signatures.models.hold_reason import in_words

# Consents have a part of their own. The rest are hashes of links and the encrypted text of unsent
# e-mails: of no use to anyone but someone who tries to break them.
SECRET = {"signature": {"consents"}, "token": {"sha256"}, "outgoingmail": {"sealed"}}
SECRET["addresschange"] = {"old_sha256", "new_sha256"}
SECRET["webhookcall"] = {"message_id", "problem"}
SECRET["invitation"] = {"sha256", "sealed"}
# Of someone who reported the signature, only that and the outcome: the rest is about them.
SECRET["identityclaim"] = {"email", "mailbox", "words", "sha256", "public_id"}
MOST = 1_000  # rows of each table


class Part(NamedTuple):
    """Rows of one table that belong to a signature, each as pairs of a field and its value."""

    name: str
    rows: list[dict[str, Any]]


def held(signature: Signature) -> list[Part]:
    """Return the signature and every row of every table that refers to it.

    The tables are found by their foreign keys and in the registry of personal data, so a new one
    is included by itself. Values are plain: bytes in hexadecimal, choices by their labels.
    """
    text, statement = signature.text_version, signature.statement
    what_was_signed = {
        "reference": tokens.reference(signature.public_id),
        "statement": text.title,
        "address": settings.SITE_URL + statement.get_absolute_url(),
        "text version": text.number,
        "language": text.language,
        "SHA-256": text.text_sha256,
        "text": text.text,
    }
    parts = [
        Part("what you signed", [what_was_signed]),
        Part("your signature", [_row(signature)]),
        Part("what you agreed to", [_consent(each) for each in consents.of(signature)]),
    ]
    others = [_part(model, name, signature) for model, name in _references()]
    return parts + [part for part in others if part.rows]


def _consent(given: consents.GivenConsent) -> dict[str, Any]:
    return {
        "box": given.label,
        "words": given.text.text,
        "text number": given.text.number,
        "language": given.text.language,
        "SHA-256": given.text.sha256,
        "agreed": given.at,
        "taken back": given.ended,
    }


def _references() -> list[tuple[type[models.Model], str]]:
    """Return each model with rows about a signature, and the lookup from it to the signature."""
    fields = Signature._meta.get_fields(include_hidden=True)
    relations = [each for each in fields if isinstance(each, models.ForeignObjectRel)]
    direct = [(cast(type[models.Model], e.related_model), e.field.name) for e in relations]
    others = {(apps.get_model(e.model), e.path) for e in personal_data.REGISTRY if "__" in e.path}
    return direct + sorted(others, key=str)


def _part(model: type[models.Model], field: str, signature: Signature) -> Part:
    rows = model._base_manager.filter(**{field: signature}).order_by("pk")[:MOST]
    return Part(str(model._meta.verbose_name_plural), [_row(each) for each in rows])


def _row(row: models.Model) -> dict[str, Any]:
    secret = SECRET.get(row._meta.model_name or "", set())
    fields = [each for each in row._meta.concrete_fields if each.name not in secret]
    return {str(each.verbose_name): _value(row, each) for each in fields if _is_theirs(each)}


def _is_theirs(field: models.Field) -> bool:
    """Return whether a field says something about the signatory: not who decided, or which row."""
    return not field.primary_key and field.related_model not in (User, Signature)


def _value(row: models.Model, field: models.Field) -> Any:
    value = field.value_from_object(row)
    if field.name in ("hold_reasons", "reasons", "held_for"):
        return in_words(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.is_relation and value is not None:
        return str(getattr(row, field.name))
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if isinstance(value, int | bool | list | date | type(None)) else str(value)
