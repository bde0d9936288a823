"""Texts of statements: writing a wording, and adding versions of it.

A version is a row of TextVersion; versions that say the same have one ``wording`` number.
"""

import dataclasses
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import IntegrityError, transaction

from signatures.actions.moderation import text_names
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.actions.statements import addresses, rounds
from signatures.errors import StaleEditError, TakenAddressError
from signatures.models import Decision, Statement, TextVersion, User
from signatures.models.text_version import sha256_of

Kind = TextVersion.Kind
DIGITS_IN_LOG = 12  # of the SHA-256 of a text


@dataclasses.dataclass(frozen=True)
class TextInput:
    """All words of a text version: what the database freezes when someone signs it."""

    title: str
    text: str
    addressee: str = ""
    byline: str = ""
    salutation: str = ""

    @classmethod
    def of(cls, text: TextVersion) -> "TextInput":
        return cls(text.title, text.text, text.addressee, text.byline, text.salutation)

    def with_plain_line_ends(self) -> "TextInput":
        return dataclasses.replace(self, text=_with_plain_line_ends(self.text))

    def differing_from(self, other: "TextInput") -> list[str]:
        """Return the names of the fields that differ."""
        mine, theirs = dataclasses.asdict(self), dataclasses.asdict(other)
        return [name for name in mine if mine[name] != theirs[name]]


def revision(text: TextVersion | None) -> str:
    """Return a hash of the version in a form, to notice a later change; "" for none."""
    if text is None:
        return ""
    return hashlib.sha256(repr([text.number, TextInput.of(text)]).encode()).hexdigest()[:32]


def is_draft(text: TextVersion) -> bool:
    """Return whether a version can still be replaced: neither public, signed nor a correction.

    Two organizers agreed to the words of a correction. ``text`` comes from ``frozen_or_not()``.
    """
    is_frozen: bool = text.is_frozen  # type: ignore[attr-defined]  # the query adds it
    return not (is_frozen or text.statement.is_public or text.kind == Kind.CORRECTION)


def next_number(text: TextVersion | None) -> int:
    """Return the number that a version written after ``text`` gets: that of a draft it replaces."""
    if text is None:
        return 1
    return text.number if is_draft(text) else text.number + 1


def kinds_after(text: TextVersion | None, statement: Statement) -> list[str]:
    """Return the kinds of version to choose from after ``text``, the newest in its language.

    There is no choice after a draft, which is replaced, nor for the first translation of a
    wording. ``text`` comes from ``frozen_or_not()``.
    """
    if text is None or is_draft(text):
        return []
    if text.language == statement.language:
        return [Kind.CORRECTION, Kind.NEW_WORDING]
    is_current = TextVersion.objects.of_current_wording().filter(pk=text.pk).exists()
    return [Kind.CORRECTION] if is_current else []


@transaction.atomic
def write(fields: Mapping[str, Any], words: TextInput, *, by: User) -> Statement:
    """Save a new statement with its first text, in its own language.

    ``fields`` are fields of Statement that differ from the defaults. Raises TakenAddressError.
    """
    addresses.check_free(fields["slug"])
    try:
        with transaction.atomic():
            statement = Statement.objects.create(**fields)
    except IntegrityError as error:
        raise TakenAddressError from error
    audit_log.record(
        Decision.About.STATEMENT, statement=statement, to_state="written", by=by, subject="new"
    )
    write_text(statement, statement.language, words, seen="", by=by)
    return statement


@transaction.atomic
def write_text(
    statement: Statement, language: str, words: TextInput, *, seen: str, by: User
) -> TextVersion | None:
    """Make ``words`` the newest version in ``language`` and return it; None if nothing differs.

    A draft is replaced. A version that is public or signed stays, and another is added: in the
    statement's own language it is a new wording, and people who signed an earlier one are asked
    whether they sign it too. Names in its addressee and byline go on the watch list. For a
    correction, see corrections.py.

    ``seen`` is the ``revision`` of the version that the form was made from. Raises StaleEditError
    if there is another one by now.
    """
    newest = newest_for_update(statement, language)
    if revision(newest) != seen:
        raise StaleEditError
    words = words.with_plain_line_ends()
    changed = words.differing_from(TextInput.of(newest)) if newest else ["new"]
    if not changed:
        return None
    if newest and is_draft(newest):
        _discard_draft(newest)
    saved = add_text(
        TextVersion(statement=statement, language=language, **dataclasses.asdict(words))
    )
    audit_log.record(
        Decision.About.TEXT,
        statement=statement,
        subject=f"{language} {saved.number}",
        from_state=name_in_log(newest) if newest else "",
        to_state=name_in_log(saved),
        reason=", ".join(changed),
        by=by,
    )
    text_names.watch(statement, by=by)
    if saved.kind == Kind.NEW_WORDING:
        rounds.start(statement, saved.wording, by=by)
    page_cache.invalidate_on_commit()
    return saved


def newest_for_update(statement: Statement, language: str) -> TextVersion | None:
    """Lock the statement and return its newest version in ``language``, frozen or not."""
    Statement.objects.select_for_update().get(pk=statement.pk)
    texts = TextVersion.objects.filter(statement=statement, language=language)
    return texts.select_related("statement").frozen_or_not().order_by("-number").first()


@transaction.atomic
def add_text(text: TextVersion, *, corrects: bool = False) -> TextVersion:
    """Save a new version as the newest of its statement and language, and return it.

    In the statement's own language it is a new wording, unless it ``corrects`` the last one. A
    translation belongs to the current wording. Line ends become ``\\n`` first, so that the hash
    does not depend on who typed the text.
    """
    statement = Statement.objects.select_for_update().get(pk=text.statement_id)
    texts = TextVersion.objects.filter(statement=statement)
    last = texts.filter(language=text.language).order_by("-number").first()
    own = texts.filter(language=statement.language).order_by("-number").first()
    text.number = last.number + 1 if last else 1
    text.kind, text.wording = _kind_and_wording(text, last, own, corrects=corrects)
    text.text = _with_plain_line_ends(text.text)
    text.text_sha256 = sha256_of(text.text)
    text.save(force_insert=True)
    return text


def invitation_link(statement: Statement) -> str:
    """Return the URL at which invited people read and sign before publication."""
    query = urlencode({"invitation": statement.invitation})
    return f"{settings.SITE_URL}/{statement.slug}/?{query}"


def _kind_and_wording(
    text: TextVersion, last: TextVersion | None, own: TextVersion | None, *, corrects: bool
) -> tuple[str, int]:
    """Return the kind of ``text`` and the number of its wording.

    ``last`` is the version before it in its language, ``own`` the newest one in the statement's
    own language. For a text in that language they are the same.
    """
    wording = own.wording if own else 1
    if last and last.wording == wording and (corrects or last != own):
        return Kind.CORRECTION, wording
    if last != own:
        return Kind.TRANSLATION, wording
    return (Kind.NEW_WORDING, wording + 1) if last else (Kind.FIRST, 1)


def _discard_draft(text: TextVersion) -> None:
    """Delete a draft, unless someone signs it at this very time.

    It is not changed in place: someone who has just read it and sends the form is then shown the
    new words first, and does not sign them unread.
    """
    with suppress(IntegrityError), transaction.atomic():
        TextVersion.objects.filter(pk=text.pk).delete()


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def name_in_log(text: TextVersion) -> str:
    """Return for example "en 2 9f86d081884c": language, number, beginning of the SHA-256."""
    return f"{text.language} {text.number} {text.text_sha256[:DIGITS_IN_LOG]}"
