"""The letter as a PDF to print: its text, and below it the names in newspaper columns."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signatures.models import TextVersion
from signatures.models.proof_methods import METHODS, NO_PROOF_MARK, strength
from signatures.renditions.figures import Figures
from signatures.renditions.pictures import typesetting
from signatures.renditions.pictures.typesetting import breakable, direction
from signatures.renditions.signatories import Row
from signatures.renditions.texts import letter, markdown
from signatures.renditions.texts.wordings import Wording

COLUMNS = 4
UNPROVEN = "*"  # beside a name that organizers added


class Earlier(NamedTuple):
    """The signatories of an earlier wording, printed apart. ``rows`` may be the first ones."""

    wording: Wording
    rows: Sequence[Row]
    listed: int


def pdf(
    text: TextVersion,
    rows: Sequence[Row],
    *,
    figures: Figures,
    listed: int,
    made_at: datetime,
    earlier: Sequence[Earlier] = (),
    mark: str = "",
) -> bytes:
    """Return a PDF of ``text`` with ``rows`` in the order given.

    ``listed`` is the length of the whole list, of which ``rows`` may be the first part. Those who
    signed an ``earlier`` wording follow under headings of their own. ``mark`` stands on each page.
    Takes about 0.15 ms a name; never call it while a visitor waits. Raises TypesettingError.
    """
    data = words(text, rows, figures=figures, listed=listed, made_at=made_at, earlier=earlier)
    data["mark"] = mark
    return typesetting.compile_to("pdf", "letter.typ", data)


def words(
    text: TextVersion,
    rows: Sequence[Row],
    *,
    figures: Figures,
    listed: int,
    made_at: datetime,
    earlier: Sequence[Earlier] = (),
) -> dict[str, object]:
    """Return the content of the PDF in the form that letter.typ expects."""
    url = settings.SITE_URL + text.statement.get_absolute_url()
    list_url = settings.SITE_URL + reverse("signatories", args=[text.statement.slug])
    made_on = date_format(made_at, "j F Y, H:i e")
    return {
        "lang": text.language,
        "site_lang": settings.LANGUAGE_CODE,
        "dir": direction(text.text),
        "title": text.title,
        "kicker": _kicker(text),
        "salutation": text.salutation,
        "byline": text.byline,
        "sentence": letter.is_sentence(text.text),
        "blocks": markdown.blocks(text.text),
        "version": _version(text),
        "figures": figures.heading,
        "made_up": _made_up(figures),
        "legend": _legend([*rows, *(row for part in earlier for row in part.rows)]),
        **_names(_heading(listed), _note(len(rows), listed, made_on, list_url), rows),
        "earlier": [_earlier(each, made_on, list_url) for each in earlier],
        "columns": COLUMNS,
        "site": settings.SITE_NAME,
        "foot": f"{urlsplit(url).netloc}{urlsplit(url).path} · {made_on}",
    }


def launch(
    text: TextVersion, rows: Sequence[Row], *, names: int, sha256: str, made_at: datetime
) -> bytes:
    """Return a PDF of ``text`` with those ``rows`` of the launch list that are still public.

    ``names`` is how many it had. Raises TypesettingError.
    """
    statement = text.statement
    at = date_format(statement.public_since, "j F Y, H:i e")
    note = _("As published on %(at)s: %(names)s names. Of these, %(shown)s are public today.")
    said = {"at": at, "names": intcomma(names), "shown": intcomma(len(rows))}
    list_hash = _("Hash of the list (SHA-256): %(sha256)s") % {"sha256": sha256}
    data = words(text, (), figures=Figures(), listed=0, made_at=made_at)
    under = _names(_("Signatories at the launch"), f"{note % said} {list_hash}", rows)
    marks = {"figures": _("Marks beside names"), "made_up": _legend(rows), "legend": ""}
    return typesetting.compile_to("pdf", "letter.typ", {**data, **under, **marks})


def _made_up(figures: Figures) -> str:
    """Return how the number is made up, then the totals of partners, which are not in it."""
    own = [figures.made_up] if figures.published else []
    return " ".join([*own, *(f"{each.sentence}." for each in figures.partners)])


def _names(heading: str, note: str, rows: Sequence[Row]) -> dict[str, object]:
    named = [row for row in rows if not row.anonymous]
    return {
        "heading": heading,
        "note": note,
        "names": [_name(row) for row in named],
        "withheld": _withheld(len(rows) - len(named)),
    }


def _earlier(part: Earlier, made_on: str, url: str) -> dict[str, object]:
    heading = _("Signed an earlier wording: %(wording)s") % {"wording": part.wording.name}
    apart = _("These people have not signed the wording printed here.")
    url = f"{url}?wording={part.wording.number}"
    note = f"{_heading(part.listed)}. {apart} {_note(len(part.rows), part.listed, made_on, url)}"
    return _names(heading, note, part.rows)


def _version(text: TextVersion) -> str:
    words = _("Text version %(number)s, SHA-256 %(sha256)s")
    return words % {"number": text.number, "sha256": text.text_sha256}


def _name(row: Row) -> list[str]:
    """Return name and credit, each followed by its direction.

    The credit ends with the marks, and with the text version signed if there are several.
    """
    signs = [_sign(each) for each in row.verified_by if METHODS[each].is_of_guild]
    marks = f"[{', '.join([UNPROVEN] if row.added else signs)}]" if row.added or signs else ""
    shown = (row.name, " · ".join(filter(None, [row.credit, row.version, marks])))
    return [part for each in shown for part in (breakable(each), direction(each))]


def _sign(method: str) -> str:
    return str(strength(method))


def _legend(rows: Sequence[Row]) -> str:
    """Return what the marks beside the names mean, those that occur."""
    used = {each for row in rows for each in row.verified_by if METHODS[each].is_of_guild}
    signs = [f"[{_sign(each)}] {METHODS[each].mark_of()}" for each in METHODS if each in used]
    signs += [f"[{UNPROVEN}] {NO_PROOF_MARK}"] if any(row.added for row in rows) else []
    if not rows:
        return ""
    words = _("No mark: confirmed an e-mail address. None of this proves that a name is real.")
    return f"{'; '.join(signs)}. {words}" if signs else words


def _kicker(text: TextVersion) -> str:
    if letter.is_sentence(text.text):
        return ""
    addressee = " ".join(text.addressee.split())
    return _("An open letter to %(addressee)s") % {"addressee": addressee} if addressee else ""


def _heading(listed: int) -> str:
    words = ngettext(
        "%(number)s signatory on the list", "%(number)s signatories on the list", listed
    )
    return words % {"number": intcomma(listed)}


def _note(shown: int, listed: int, made_on: str, url: str) -> str:
    here = {"date": made_on, "url": url, "number": intcomma(shown)}
    if shown < listed:
        return _("The first %(number)s on the list, as of %(date)s. All are at %(url)s") % here
    return _("As of %(date)s. How each was verified: %(url)s") % here


def _withheld(number: int) -> str:
    words = ngettext(
        "and %(number)s signatory whose name is withheld",
        "and %(number)s signatories whose names are withheld",
        number,
    )
    return words % {"number": intcomma(number)} if number else ""
