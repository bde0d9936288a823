"""Statements that begin like another one, with its translations, videos and documents."""

from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from signatures.actions.statements import links, texts
from signatures.actions.statements.texts import TextInput
from signatures.models import Statement, TextVersion, User


@transaction.atomic
def write(
    fields: Mapping[str, Any], words: TextInput, *, like: Statement | None, by: User
) -> Statement:
    """Save a new statement as ``texts.write`` does, with what belongs to the words of ``like``.

    Raises TakenAddressError.
    """
    statement = texts.write(fields, words, by=by)
    if like is None:
        return statement
    if statement.language == like.language:
        for each in translations(like):
            copied = TextInput.of(each)
            texts.write_text(statement, each.language, copied, seen="", by=by)
    for link in like.links.all():
        picture = None
        if link.picture and link.picture.storage.exists(link.picture.name):
            with link.picture.open() as file:
                picture = ContentFile(file.read(), name=link.picture.name.rpartition("/")[2])
        links.add(
            statement,
            title=link.title,
            url=link.url,
            position=link.position,
            picture=picture,
            by=by,
        )
    return statement


def translations(statement: Statement) -> list[TextVersion]:
    """Return the newest translation into each language, of the wording that is current."""
    newest = TextVersion.objects.of_current_wording().filter(statement=statement)
    found = {each.language: each for each in newest.order_by("number")}
    found.pop(statement.language, None)
    return [found[language] for language in sorted(found)]
