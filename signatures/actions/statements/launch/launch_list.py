"""Launch list: the signatories when a statement became public, frozen from the record.

It is made by the first reader of the page or by a worker, whichever comes first, and always as
of the time of publication: someone published, held or rejected later makes no difference.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from signatures.models import Decision, LaunchLine, LaunchList, Signature, Statement
from signatures.models.signature import PUBLIC_COLUMNS, SignatureQuerySet
from signatures.renditions import signatories

State = Signature.State
BY_READERS_FOR = timedelta(days=1)  # later, the page of the list itself makes it
LINES_AT_ONCE = 2_000


class Line(NamedTuple):
    """One line as it may be shown now. Without ``row`` the name is no longer public.

    ``salt`` is "" if the entry has changed since, so that no one can test what it was.
    """

    sha256: str
    salt: str
    row: signatories.Row | None

    @property
    def is_changed(self) -> bool:
        return self.row is not None and not self.salt


def of(statement: Statement, *, wait: bool = True) -> LaunchList | None:
    """Return the launch list of a public statement, made now if there is none yet.

    May be repeated. Without ``wait``, return None while another process makes it.
    """
    if statement.is_early_copy or not statement.is_public:
        return None
    return LaunchList.objects.filter(statement=statement).first() or _freeze(statement, wait)


def freeze_for_reader(statement: Statement) -> None:
    """Make the list when a reader comes on the first day, so that no worker is needed."""
    if statement.is_early_copy or not statement.is_public:
        return
    if timezone.now() - statement.public_since < BY_READERS_FOR:
        of(statement, wait=False)


def freeze_due() -> int:
    """Make the lists of statements published within the last day; return how many."""
    new = Statement.objects.public().filter(
        launch_list=None, publishes_at__gt=timezone.now() - BY_READERS_FOR
    )
    return sum(of(each) is not None for each in new)


def lines(launch: LaunchList) -> list[Line]:
    """Return every line of the list, sorted by its hash, with the names that are still public."""
    statement = launch.statement
    found = launch.lines.order_by("sha256").values_list("sha256", "salt", "signature_id")
    listed = Signature.objects.listed(statement).filter(display__in=Signature.NAMED)
    shown = list(listed.filter(pk__in=launch.lines.values("signature")))
    by_id = {each.pk: row for each, row in zip(shown, signatories.rows(shown), strict=True)}
    return [_line(sha256, salt, by_id.get(pk or 0)) for sha256, salt, pk in found]


def line_hash(salt: str, row: signatories.Row) -> str:
    """Return the hash of a line: of its salt, name, credit and text version, a line each."""
    words = "\n".join([salt, row.name, row.credit, row.text_version])
    return hashlib.sha256(words.encode()).hexdigest()


def list_hash(hashes: Iterable[str]) -> str:
    """Return the hash of the whole list: of all hashes of lines in order, a line each."""
    return hashlib.sha256("".join(f"{each}\n" for each in sorted(hashes)).encode()).hexdigest()


def _line(sha256: str, salt: str, row: signatories.Row | None) -> Line:
    is_as_it_was = row is not None and salt and line_hash(salt, row) == sha256
    return Line(sha256, salt if is_as_it_was else "", row)


@transaction.atomic
def _freeze(statement: Statement, wait: bool) -> LaunchList | None:
    locked = Statement.objects.select_for_update(no_key=True, skip_locked=not wait)
    now = locked.filter(pk=statement.pk).first()
    if now is None or not now.is_public:
        return None
    if made := LaunchList.objects.filter(statement=now).first():
        return made
    shown = list(_shown_at(now, now.public_since))
    drafts = [
        _new_line(each, row) for each, row in zip(shown, signatories.rows(shown), strict=True)
    ]
    launch = LaunchList.objects.create(
        statement=now,
        published_at=now.public_since,
        names=len(drafts),
        sha256=list_hash(each.sha256 for each in drafts),
    )
    for each in drafts:
        each.launch_list = launch
    LaunchLine.objects.bulk_create(drafts, batch_size=LINES_AT_ONCE)
    return launch


def _new_line(signature: Signature, row: signatories.Row) -> LaunchLine:
    salt = secrets.token_hex(16)
    return LaunchLine(signature=signature, salt=salt, sha256=line_hash(salt, row))


def _shown_at(statement: Statement, at: datetime) -> SignatureQuerySet:
    """Return the signatures whose names were public at ``at``, by the log since then.

    Erased ones, and names that are withheld by now, are left out.
    """
    since = Decision.objects.filter(
        about=Decision.About.SIGNATURE, signature=OuterRef("pk"), decided_at__gt=at
    )
    first_since = Subquery(since.order_by("decided_at", "pk").values("from_state")[:1])
    then = Q(state=State.PUBLISHED, published_at__lte=at) | Q(
        state__in=[State.HELD, State.REJECTED]
    )
    return (
        Signature.objects.filter(then, statement=statement, display__in=Signature.NAMED)
        .exclude(name="")
        .alias(state_then=Coalesce(first_since, "state"))
        .filter(state_then=State.PUBLISHED)
        .select_related("occupation", "text_version")
        .only(*PUBLIC_COLUMNS)
        .order_by("pk")
    )
