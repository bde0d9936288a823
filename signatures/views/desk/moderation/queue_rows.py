"""Rows of the queue: how many wait and why, a page of them, and what was done today."""

import re
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest
from django.utils import timezone

from signatures.models import Approval, Decision, Signature, Statement, User
from signatures.models.hold_reason import in_words
from signatures.models.signature import SignatureQuerySet
from signatures.views.paging import EPOCH, MICROSECOND

PAGE = 25
CODE = re.compile(r"[a-z_0-9]{1,30}")
CURSOR = re.compile(r"(\d{0,18})-(\d{1,18})")


class QueueParameters(NamedTuple):
    """The parameters of a queue address: the code of a reason, and where the page begins."""

    reason: str = ""
    after: tuple[datetime | None, int] | None = None


class Waiting(NamedTuple):
    number: int
    since: datetime | None


def asked(request: HttpRequest) -> QueueParameters:
    """Read the parameters of ``request``. Raises Http404 for values that no page of ours sends."""
    given = request.POST if request.method == "POST" else request.GET
    reason, after = given.get("reason", ""), given.get("after", "")
    cursor = CURSOR.fullmatch(after)
    if (reason and not CODE.fullmatch(reason)) or (after and not cursor):
        raise Http404
    if not cursor:
        return QueueParameters(reason)
    try:
        moment = EPOCH + int(cursor[1]) * MICROSECOND if cursor[1] else None
    except OverflowError as error:
        raise Http404 from error
    return QueueParameters(reason, (moment, int(cursor[2])))


def cursor_of(signature: Signature) -> str:
    """Return the cursor of the page after ``signature``."""
    moment = signature.attested_at
    micros = (moment - EPOCH) // MICROSECOND if moment else ""
    return f"{micros}-{signature.pk}"


def by_reason(statement: Statement) -> dict[str, Waiting]:
    """Return how many are held for each code of a reason, and since when; "" is for all codes.

    An index counts the rows by their whole list of reasons; there are few different lists.
    """
    forms = held(statement).order_by().values_list("hold_reasons")
    found: dict[str, Waiting] = {}
    for reasons, number, since in forms.annotate(Count("statement"), Min("attested_at")):
        for code in ("", *reasons):
            there = found.get(code, Waiting(0, None))
            oldest = min(filter(None, (there.since, since)), default=None)
            found[code] = Waiting(there.number + number, oldest)
    return found


def held(statement: Statement, reason: str = "") -> SignatureQuerySet:
    """Return held signatures, oldest first. Unverified ones added by organizers come last."""
    found = Signature.objects.filter(statement=statement, state=Signature.State.HELD)
    if reason:
        found = found.filter(hold_reasons__contains=[reason])
    return found.order_by("attested_at", "pk")


def rows(statement: Statement, what: QueueParameters) -> tuple[list[Signature], str]:
    """Return a page of ``held``, and the cursor of the next one or ""."""
    found = held(statement, what.reason).select_related("occupation", "review_claim__by")
    if what.after:
        found = found.filter(_beyond(*what.after))
    page = list(found[: PAGE + 1])
    more = len(page) > PAGE
    page = page[:PAGE]
    agreed = approvals(page)
    now = timezone.now()
    for each in page:
        each.reasons = in_words(each.hold_reasons)
        each.agreed = agreed.get(each.pk, [])
        each.taken = taken(each, now)
    return page, cursor_of(page[-1]) if more else ""


def taken(signature: Signature, now: datetime) -> Any:
    """Return the claim on ``signature`` if it has not ended, or None."""
    claim = getattr(signature, "review_claim", None)
    return claim if claim and claim.until > now else None


def approvals(signatures: list[Signature]) -> dict[int, list[Approval]]:
    found: dict[int, list[Approval]] = {}
    for each in Approval.objects.filter(signature__in=signatures).select_related("by"):
        found.setdefault(each.signature_id, []).append(each)
    return found


def today(statement: Statement, person: User) -> dict[str, int]:
    """Return how many were decided by hand this UTC day, and not undone: ``mine`` and ``all``."""
    midnight = datetime.combine(timezone.now().date(), time(), UTC)
    by_hand = Decision.objects.filter(
        signature__isnull=False, by__isnull=False, batch=None, statement=statement
    ).filter(decided_at__gte=midnight)
    kept, undone = Q(undoes=None), Q(undoes__isnull=False)
    return by_hand.aggregate(
        all=Count("decided_at", filter=kept) - Count("decided_at", filter=undone),
        mine=Count("decided_at", filter=kept & Q(by=person))
        - Count("decided_at", filter=undone & Q(by=person)),
    )


def _beyond(moment: datetime | None, pk: int) -> Q:
    """Match the rows after this place. Rows without a time come last."""
    if moment is None:
        return Q(attested_at=None, pk__gt=pk)
    return Q(attested_at__gt=moment) | Q(attested_at=moment, pk__gt=pk) | Q(attested_at=None)
