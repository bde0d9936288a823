"""PDF files of the letter with its signatures, made by a worker.

A name that is withdrawn or hidden must be gone from everywhere within a minute. A file cannot
forget a name, so each file is dated before its names were read. ``current`` returns a file
only if no one in it left the list more than LEAVE_WITHIN ago, and nothing changed more than
LAG_MOST ago; by then the worker has normally
made the next one. Every removal of a name from the list writes a Decision, which is checked
here.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from signatures.actions.counts import figures
from signatures.models import Decision, Rendition, Signature, Statement, TextVersion
from signatures.models.signature import SignatureQuerySet
from signatures.renditions import signatories
from signatures.renditions.files import pdf
from signatures.renditions.pictures import typesetting

logger = logging.getLogger(__name__)

LEAVE_WITHIN = timedelta(seconds=40)  # and another 10 in caches: see views/record/renditions.py
# A removal written this long before the names were read may have been committed after that.
UNSEEN = timedelta(seconds=5)
RENEW_AFTER = timedelta(hours=23)  # when the list or its figures have changed at all
LAG_MOST = timedelta(hours=24)  # as the pages that link to the letter say
RENEW_SOON = timedelta(minutes=10)  # when it has grown by a hundredth
MOST_NAMES = 50_000  # about eight seconds, 9 MB and, while it is made, 700 MB of memory
LETTERS_LOCK = 7_265_702  # any number; the worker that holds this advisory lock makes letters


def current(text: TextVersion) -> Rendition | None:
    """Return the letter of ``text`` that may be served now, or None."""
    made = _made(text)
    if made is None or not _is_of(made, text):
        return None
    now = timezone.now()
    if _has_names_that_are_hidden(made, text):
        return None
    lags = made.made_at < now - LAG_MOST and _has_changed(made, before=now - LAG_MOST)
    return None if lags or _left_since(made, before=now - LEAVE_WITHIN) else made


def make_due_letters() -> int:
    """Remake the letters of public statements that are out of date; return how many.

    May be repeated. One letter is made at a time: a second worker stops at once.
    """
    made = 0
    for statement in Statement.objects.public():
        with transaction.atomic():
            if not _is_alone():
                break
            made += _make_if_due(statement)
    return made


def make_letter(text: TextVersion) -> Rendition:
    """Make and store the letter of ``text`` as it is now; delete the old file at commit.

    Raises typesetting.TypesettingError.
    """
    made_at = timezone.now()
    number = _listed(text).count()
    content = _content(text, made_at)
    made = _made(text) or Rendition(
        statement=text.statement, kind=Rendition.Kind.LETTER, language=text.language
    )
    old = made.file.name
    made.text_sha256, made.signatories, made.made_at = text.text_sha256, number, made_at
    made.file.save(f"{uuid4().hex}.pdf", ContentFile(content))  # saves the row as well
    if old:
        transaction.on_commit(partial(made.file.storage.delete, old))
    logger.info("Letter of statement %s made with %s names", text.statement_id, number)
    return made


def marked(text: TextVersion, mark: str) -> bytes:
    """Return the letter with ``mark`` on each page. It is stored nowhere."""
    return _content(text, timezone.now(), mark)


def _content(text: TextVersion, made_at: datetime, mark: str = "") -> bytes:
    """Return the PDF: the names of this wording, then those of each earlier one."""
    shown = figures.now(text.statement)
    found = shown.by_wording(text.statement.language)
    current = _part(text, found.shown, found.versions, MOST_NAMES)
    left, earlier = MOST_NAMES - len(current.rows), []
    for each in found.earlier:
        part = _part(text, each.number, found.versions, left)
        left -= len(part.rows)
        earlier.append(pdf.Earlier(each, part.rows, part.listed))
    return pdf.pdf(
        text,
        current.rows,
        figures=shown,
        listed=current.listed,
        made_at=made_at,
        earlier=earlier,
        mark=mark,
    )


class Part(NamedTuple):
    """The signatories of one wording to print, and how many there are on its list."""

    rows: list[signatories.Row]
    listed: int


def _part(text: TextVersion, wording: int | None, versions: Mapping[int, str], most: int) -> Part:
    listed = _listed(text).to_wording(wording)
    number = listed.count()
    found = _in_print_order(listed, number, most).iterator(chunk_size=2000)
    return Part(signatories.rows(found, versions=versions), number)


def _is_alone() -> bool:
    """Take the lock for making letters until the transaction ends; return whether it was free.

    A session lock would stay with one of the connections that PgBouncer shares. The
    transaction may last as long as a letter takes: between queries it holds no snapshot, so it
    does not hold back vacuum.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LETTERS_LOCK])
        return cursor.fetchone()[0]


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
    made = _made(text)
    if made is None or not _is_of(made, text) or not made.file.storage.exists(made.file.name):
        return True
    now = timezone.now()
    if _has_names_that_are_hidden(made, text) or _left_since(made, before=now - UNSEEN):
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


def _made(text: TextVersion) -> Rendition | None:
    return Rendition.objects.filter(
        statement=text.statement, kind=Rendition.Kind.LETTER, language=text.language
    ).first()


def _is_of(made: Rendition, text: TextVersion) -> bool:
    """Return whether ``made`` has this wording. A new title does not change the text's hash."""
    return made.text_sha256 == text.text_sha256 and text.created_at <= made.made_at


def _has_names_that_are_hidden(made: Rendition, text: TextVersion) -> bool:
    """Return whether ``made`` is older than the end of a statement that keeps only its counts.

    Such a statement may also have been set to keep only them long after it ended.
    """
    return not text.statement.shows_names and made.signatories > 0


def _left_since(made: Rendition, *, before: datetime) -> bool:
    """Return whether someone in ``made`` left the list after it was made and before ``before``."""
    published = Signature.State.PUBLISHED
    return (
        Decision.objects.filter(
            statement=made.statement_id,
            from_state=published,
            decided_at__gte=made.made_at - UNSEEN,
            decided_at__lt=before,
        )
        .exclude(to_state=published)
        .exists()
    )


def _has_changed(made: Rendition, *, before: datetime) -> bool:
    """Return whether anything about the statement was changed after ``made``, and ``before``.

    Every signature that is confirmed, and every later decision about it, writes a Decision.
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
