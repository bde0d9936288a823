"""The letter as a PDF to print: its text, and below it the names in newspaper columns."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signatures.models import TextVersion
from signatures.renditions.pictures import typesetting
from signatures.renditions.pictures.typesetting import breakable, direction
from signatures.renditions.signatories import Row
from signatures.renditions.texts import letter, markdown

COLUMNS = 4


def pdf(text: TextVersion, rows: Sequence[Row], *, listed: int, made_at: datetime) -> bytes:
    """Return a PDF of ``text`` with ``rows`` in the order given.

    ``listed`` is the length of the whole list, of which ``rows`` may be the first part.
    Takes about 0.15 ms a name; never call it while a visitor waits. Raises TypesettingError.
    """
    data = words(text, rows, listed=listed, made_at=made_at)
    return typesetting.compile_to("pdf", "letter.typ", data)


def words(
    text: TextVersion, rows: Sequence[Row], *, listed: int, made_at: datetime
) -> dict[str, object]:
    """Return the content of the PDF in the form that letter.typ expects."""
    named = [row for row in rows if not row.anonymous]
    url = settings.SITE_URL + text.statement.get_absolute_url()
    list_url = settings.SITE_URL + reverse("signatories", args=[text.statement.slug])
    made_on = date_format(made_at, "j F Y, H:i e")
    return {
        "lang": text.language,
        "dir": direction(text.text),
        "title": text.title,
        "kicker": _kicker(text),
        "byline": text.byline,
        "sentence": letter.is_sentence(text.text),
        "blocks": markdown.blocks(text.text),
        "heading": _heading(listed),
        "note": _note(len(rows), listed, made_on, list_url),
        "names": [_name(row) for row in named],
        "withheld": _withheld(len(rows) - len(named)),
        "columns": COLUMNS,
        "site": settings.SITE_NAME,
        "foot": f"{urlsplit(url).netloc}{urlsplit(url).path} · {made_on}",
    }


def _name(row: Row) -> list[str]:
    """Return name and credit, each followed by its direction."""
    shown = (row.name, row.credit)
    return [part for each in shown for part in (breakable(each), direction(each))]


def _kicker(text: TextVersion) -> str:
    if letter.is_sentence(text.text):
        return ""
    addressee = " ".join(text.addressee.split())
    return _("An open letter to %(addressee)s") % {"addressee": addressee} if addressee else ""


def _heading(listed: int) -> str:
    number = {"number": intcomma(listed)}
    return (
        ngettext("%(number)s signatory on the list", "%(number)s signatories on the list", listed)
        % number
    )


def _note(shown: int, listed: int, made_on: str, url: str) -> str:
    here = {"date": made_on, "url": url, "number": intcomma(shown)}
    if shown < listed:
        return _("The first %(number)s of them, as of %(date)s. All are at %(url)s") % here
    return _("As of %(date)s. How each was verified: %(url)s") % here


def _withheld(number: int) -> str:
    words = ngettext(
        "and %(number)s verified signatory whose name is withheld",
        "and %(number)s verified signatories whose names are withheld",
        number,
    )
    return words % {"number": intcomma(number)} if number else ""
