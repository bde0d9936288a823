"""Updates of a statement as its page and its feed show them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString

from signatures.models import Update
from signatures.renditions import languages
from signatures.renditions.texts import letter


class Row(NamedTuple):
    update: Update
    html: SafeString
    anchor: str
    language: str
    direction: str


def anchor(update: Update) -> str:
    """Return the id of ``update`` on the page of updates."""
    return f"update-{update.public_id.hex[:8]}"


def row(update: Update) -> Row:
    language = update.statement.language
    direction = languages.direction(language)
    return Row(update, letter.html(update.text), anchor(update), language, direction)


def rows(updates: Iterable[Update]) -> list[Row]:
    return [row(each) for each in updates]
