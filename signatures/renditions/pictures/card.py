"""The share card: a picture of 1200 by 630 pixels with a statement's text and its count."""

import dataclasses
import hashlib
import json

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signatures.models import TextVersion
from signatures.renditions.pictures import typesetting
from signatures.renditions.signatories import Row
from signatures.renditions.texts import letter, markdown

EXACT = 1000  # from here on the count is rounded down, so that not every signature needs a new card
LOOK = 2  # part of the cache key: raise it when card.typ changes the picture


@dataclasses.dataclass(frozen=True)
class Card:
    """The whole content of a card. Equal cards are the same picture."""

    lang: str
    dir: str
    kicker: str
    words: str
    sentence: bool
    count: str
    label: str
    site: str
    person: str = ""
    credit: str = ""
    mark: str = ""  # for whom and until when it is under embargo

    @property
    def key(self) -> str:
        words = json.dumps([LOOK, *dataclasses.astuple(self)])
        return hashlib.sha256(words.encode()).hexdigest()


def card(text: TextVersion, signatories: int, row: Row | None = None, *, mixed: str = "") -> Card:
    """Return the card of ``text``; with ``row``, the card for its signatory to share.

    If the name in ``row`` is withheld, it is the statement's own card. ``mixed`` says how many
    signed which wording if not all signed the same; it stands in place of the count.
    """
    sentence = letter.is_sentence(text.text)
    words = markdown.plain(text.text) if sentence else text.title
    named = row if row is not None and not row.anonymous else None
    count, label = ("", "") if named else ("", mixed) if mixed else _count(signatories)
    return Card(
        lang=text.language,
        dir=typesetting.direction(words),
        kicker=_kicker(text, sentence, signed=named is not None),
        words=typesetting.breakable(words),
        sentence=sentence,
        count=count,
        label=label,
        site=settings.SITE_NAME,
        person=typesetting.breakable(named.name) if named else "",
        credit=typesetting.breakable(_credit(named)) if named else "",
    )


def _credit(row: Row) -> str:
    """Return the credit, with the text version signed if there are several."""
    return " · ".join(filter(None, [row.credit, row.version]))


def png(card: Card) -> bytes:
    return typesetting.compile_to("png", "card.typ", dataclasses.asdict(card))


def _kicker(text: TextVersion, sentence: bool, *, signed: bool) -> str:
    if signed:
        return _("I have signed:") if sentence else _("I have signed this open letter:")
    if sentence:
        return Truncator(text.title).chars(100)
    addressee = (text.addressee.splitlines() or [""])[0]
    whole = _("An open letter to %(addressee)s") % {"addressee": addressee}
    return Truncator(whole).chars(100) if addressee else _("An open letter")


def _count(signatories: int) -> tuple[str, str]:
    """Return the count and its label. The count is exact below 1,000, then like "12,300+"."""
    if not signatories:
        return "", _("Be the first to sign")
    label = ngettext("verified signatory", "verified signatories", signatories)
    if signatories < EXACT:
        return str(signatories), label
    step = 10 ** (len(str(signatories)) - 3)
    return f"{intcomma(signatories // step * step)}+", label
