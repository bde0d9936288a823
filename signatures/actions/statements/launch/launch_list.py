"""Launch list: the signatories when a statement became public, frozen from the record.

A worker makes it within seconds. If none runs, a reader's request makes it a minute later, in
one process. It is always as of the time of publication: someone published, held or rejected later
makes no difference.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from signatures.models import Decision, LaunchList, Signature, Statement
from signatures.renditions import signatories

State = Signature.State
BY_READERS_AFTER = timedelta(minutes=1)  # until then a worker, if there is one, has made it
BY_READERS_FOR = timedelta(days=1)  # later, the page of the list itself makes it

# The database makes all lines at once, because readers wait when a process of the site makes a
# hundred thousand of them. `line_hash` says the same in Python, and a test compares the two.
# gen_random_uuid() has 122 random bits.
LINES = """
    WITH shown AS MATERIALIZED (
        SELECT id, words, replace(gen_random_uuid()::text, '-', '') AS salt
        FROM ({shown}) AS names
    )
    INSERT INTO signatures_launchline (launch_list_id, signature_id, salt, sha256)
    SELECT %s, id, salt, encode(sha256(convert_to(salt || chr(10) || words, 'UTF8')), 'hex')
    FROM shown
    RETURNING sha256
"""


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


def is_there(statement: Statement) -> bool:
    """Tell whether the page of the list has one, or makes it because the launch is so new."""
    if statement.is_early_copy or not statement.is_public:
        return False
    is_new = timezone.now() - statement.public_since < BY_READERS_FOR
    return is_new or LaunchList.objects.filter(statement=statement).exists()


def freeze_for_reader(statement: Statement) -> None:
    """Make the list when a reader comes on the first day and no worker has made it by then."""
    if statement.is_early_copy or not statement.is_public:
        return
    if BY_READERS_AFTER <= timezone.now() - statement.public_since < BY_READERS_FOR:
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
    launch = LaunchList.objects.create(statement=now, published_at=now.public_since, names=0)
    hashes = _write_lines(launch)
    launch.names, launch.sha256 = len(hashes), list_hash(hashes)
    launch.save(update_fields=["names", "sha256"])
    return launch


def _write_lines(launch: LaunchList) -> list[str]:
    """Write a line for each name that was public, and return their hashes."""
    credit = Case(When(display=Signature.Display.FULL, then="credit"), default=Value(""))
    version = "text_version__language", Value("-"), "text_version__number"
    line = Value("\n")
    words = Concat(F("name"), line, credit, line, *version, output_field=TextField())
    shown = _shown_at(launch.statement, launch.published_at).annotate(words=words)
    sql, parameters = shown.values("id", "words").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(shown=sql), [*parameters, launch.pk])
        return [sha256 for (sha256,) in cursor.fetchall()]


def _shown_at(statement: Statement, at: datetime) -> QuerySet[Signature]:
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
        .order_by()
    )
