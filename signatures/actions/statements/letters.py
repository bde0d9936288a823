"""PDF files of a letter with its signatures, made by a worker and stored as a Rendition.

A name that is withdrawn or hidden must be gone from everywhere within a minute, but a stored file
keeps it. So ``made_at`` of a file is a time before its names were read, and ``current`` returns
the file only if no one has left the list between then and LEAVE_WITHIN ago; usually the worker
has made the next one by then. Every removal of a name from the list writes a Decision, by which
this is checked. After any other change a file is returned for up to LAG_MOST.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from signatures.actions.counts import figures
from signatures.actions.record_keeping import locks
from signatures.models import Decision, Rendition, Signature, Statement, TextVersion
from signatures.models.signature import SignatureQuerySet
from signatures.renditions import signatories
from signatures.renditions.files import pdf
from signatures.renditions.pictures import typesetting

logger = logging.getLogger(__name__)

LEAVE_WITHIN = timedelta(seconds=40)  # caches may show a file for 10 s more: CARD_FRESH
# A removal dated up to this long before the names were read may have been committed after that.
COMMIT_WITHIN = timedelta(seconds=5)
# Of someone whose name is withheld, the list keeps only the day of joining.
JOINED_WITHIN = timedelta(days=1)
RENEW_AFTER = timedelta(hours=23)  # if anything about the statement has changed
LAG_MOST = timedelta(hours=24)  # the pages that link to the letter say so
RENEW_SOON = timedelta(minutes=10)  # if the list has grown by a hundredth
MOST_NAMES = 50_000  # take about eight seconds, a file of 9 MB and, meanwhile, 700 MB of memory
LETTERS_LOCK = 7_265_702  # id of the advisory lock of the worker that makes letters; any number


def current(text: TextVersion) -> Rendition | None:
    """Return the letter of ``text`` that may be served now, or None."""
    made = _stored(text)
    if made is None or not _is_of(made, text):
        return None
    now = timezone.now()
    if _has_hidden_names(made, text):
        return None
    lags = made.made_at < now - LAG_MOST and _has_changed(made, before=now - LAG_MOST)
    return None if lags or _has_lost_names(made, before=now - LEAVE_WITHIN) else made


def make_due_letters() -> int:
    """Remake the letters of public statements that are out of date; return how many.

    May be repeated. One letter is made at a time: a second worker stops at once.
    """
    with locks.held(LETTERS_LOCK) as is_free:
        return sum(_make_if_due(each) for each in Statement.objects.public()) if is_free else 0


def make_letter(text: TextVersion) -> Rendition:
    """Make and store the letter of ``text`` as it is now; delete the old file at commit.

    Raises typesetting.TypesettingError.
    """
    made_at = timezone.now()
    number = _listed(text).count()
    content, last_joined = _content(text, made_at)
    made = _stored(text) or Rendition(
        statement=text.statement, kind=Rendition.Kind.LETTER, language=text.language
    )
    old = made.file.name
    made.text_sha256, made.signatories, made.made_at = text.text_sha256, number, made_at
    made.last_joined_at = last_joined
    made.file.save(f"{uuid4().hex}.pdf", ContentFile(content))  # saves the row as well
    if old:
        transaction.on_commit(partial(made.file.storage.delete, old))
    logger.info("Letter of statement %s made with %s names", text.statement_id, number)
    return made


def marked(text: TextVersion, mark: str) -> bytes:
    """Return the letter as it is now, with ``mark`` on each page. It is not stored.

    Raises typesetting.TypesettingError.
    """
    return _content(text, timezone.now(), mark)[0]


def _content(text: TextVersion, made_at: datetime, mark: str = "") -> tuple[bytes, datetime | None]:
    """Return the PDF, and when the last one who is named in it joined the list.

    The names of this wording come first, then those of each earlier one. ``mark`` is printed on
    each page. Raises typesetting.TypesettingError.
    """
    shown = figures.now(text.statement)
    found = shown.by_wording(text.statement.language)
    current = _part(text, found.shown, found.versions, MOST_NAMES)
    left, earlier, joined = MOST_NAMES - len(current.rows), [], [current.last_joined_at]
    for each in found.earlier:
        part = _part(text, each.number, found.versions, left)
        left -= len(part.rows)
        earlier.append(pdf.Earlier(each, part.rows, part.listed))
        joined.append(part.last_joined_at)
    content = pdf.pdf(
        text,
        current.rows,
        figures=shown,
        listed=current.listed,
        made_at=made_at,
        earlier=earlier,
        mark=mark,
    )
    return content, max(filter(None, joined), default=None)


class Part(NamedTuple):
    """The signatories of one wording, as far as they are printed."""

    rows: list[signatories.Row]
    listed: int  # the length of the whole list
    last_joined_at: datetime | None  # of those in ``rows``


def _part(text: TextVersion, wording: int | None, versions: Mapping[int, str], most: int) -> Part:
    listed = _listed(text).to_wording(wording)
    number = listed.count()
    found = _in_print_order(listed, number, most)
    last = found.order_by().aggregate(last=Max("published_at"))["last"]
    rows = signatories.rows(found.iterator(chunk_size=2000), versions=versions)
    return Part(rows, number, last)


def _make_if_due(statement: Statement) -> bool:
    text = TextVersion.objects.filter(statement=statement).current_first().first()
    if text is None or not _is_due(text):
        return False
    try:
        make_letter(text)
    except typesetting.TypesettingError:
        logger.exception("Letter of statement %s cannot be set", statement.pk)
        return False
    return True


def _is_due(text: TextVersion) -> bool:
    made = _stored(text)
    if made is None or not _is_of(made, text) or not made.file.storage.exists(made.file.name):
        return True
    now = timezone.now()
    if _has_hidden_names(made, text) or _has_lost_names(made, before=now - COMMIT_WITHIN):
        return True
    age = now - made.made_at
    if age < RENEW_SOON:
        return False
    if age >= RENEW_AFTER and _has_changed(made, before=now):
        return True
    enough = 1 if age >= RENEW_AFTER else max(1, made.signatories // 100)
    return _newer(made, text).values("pk")[:enough].count() >= enough


def _newer(made: Rendition, text: TextVersion) -> SignatureQuerySet:
    """Return signatures that may have joined the list since ``made``.

    For withheld names only the day is known, so some that are already in it are included.
    """
    midnight = made.made_at.replace(hour=0, minute=0, second=0, microsecond=0)
    listed = _listed(text).filter(published_at__gte=midnight)
    withheld = Q(display=Signature.Display.ANONYMOUS)
    return listed.filter(Q(published_at__gt=made.made_at) | withheld).order_by()


def _stored(text: TextVersion) -> Rendition | None:
    return Rendition.objects.filter(
        statement=text.statement, kind=Rendition.Kind.LETTER, language=text.language
    ).first()


def _is_of(made: Rendition, text: TextVersion) -> bool:
    """Return whether ``made`` is of this very version.

    A version with another title alone has the same hash of its text, but is newer than the file.
    """
    return made.text_sha256 == text.text_sha256 and text.created_at <= made.made_at


def _has_hidden_names(made: Rendition, text: TextVersion) -> bool:
    """Return whether ``made`` has names, but the statement has ended and keeps only its counts."""
    return not text.statement.shows_names and made.signatories > 0


def _has_lost_names(made: Rendition, *, before: datetime) -> bool:
    """Return whether a name in ``made`` left the list after that, and before ``before``.

    Of a long list the letter has only the first names: the others leave it as it is.
    """
    published = Signature.State.PUBLISHED
    left = Decision.objects.filter(
        statement=made.statement_id,
        from_state=published,
        decided_at__gte=made.made_at - COMMIT_WITHIN,
        decided_at__lt=before,
    ).exclude(to_state=published)
    if made.last_joined_at:
        # By the time of signing: that of joining is deleted with the name.
        left = left.exclude(signature__signed_at__gt=made.last_joined_at + JOINED_WITHIN)
    return left.exists()


def _has_changed(made: Rendition, *, before: datetime) -> bool:
    """Return whether anything about the statement changed between ``made`` and ``before``.

    Every confirmed signature, and every later decision about one, writes a Decision.
    """
    since = Decision.objects.filter(statement=made.statement_id, decided_at__gte=made.made_at)
    return since.filter(decided_at__lt=before).exists()


def _listed(text: TextVersion) -> SignatureQuerySet:
    return Signature.objects.listed(text.statement)


def _in_print_order(listed: SignatureQuerySet, number: int, most: int) -> SignatureQuerySet:
    """Sort by name. If there are more than ``most``, keep those published first."""
    if number > most:
        first = listed.order_by("published_at", "public_id").values("pk")[:most]
        listed = Signature.objects.listed().filter(pk__in=first)
    return listed.order_by("name_key", "public_id")
