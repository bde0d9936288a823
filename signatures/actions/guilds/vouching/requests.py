"""Requests of signatories that an officer of their guild vouch for them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from signatures.actions.guilds import attempts
from signatures.actions.record_keeping import rate_limits
from signatures.actions.signing.attest import check_time
from signatures.actions.signing.sign import Source
from signatures.errors import FloodError, TooManyTriesError, UsedLinkError
from signatures.models import Attestation, Guild, Signature, VouchRequest
from signatures.models.vouching import GIVEN

OFFICER = Attestation.Method.GUILD_OFFICER
State = VouchRequest.State
NOTHING = dict.fromkeys(GIVEN, "")


@dataclass(frozen=True)
class Details:
    """Cleaned details that help an officer to recognize the signatory, besides the signed name."""

    stage_name: str = ""
    legal_name: str = ""
    number: str = ""
    link: str = ""
    words: str = ""


class RequestStatus(NamedTuple):
    """The status of a signature with the officers of a guild. ``request`` is the latest one."""

    request: VouchRequest | None
    is_vouched: bool
    may_ask: bool

    @property
    def is_open(self) -> bool:
        return bool(self.request and self.request.is_open)

    @property
    def kept(self) -> dict[str, int]:
        """Return for how many days details are kept, after an answer and without one."""
        return {"after": settings.KEEP_VOUCHED.days, "without": settings.VOUCHING_WITHIN.days}


def standing(signature: Signature, guild: Guild) -> RequestStatus:
    """Return the status of ``signature`` with the officers of ``guild``."""
    requests = list(signature.vouch_requests.filter(guild=guild))
    is_vouched = signature.attestations.filter(method=OFFICER, guild=guild).exists()
    is_open = any(each.is_open for each in requests)
    more = len(requests) < settings.VOUCHING_TRIES
    may_ask = more and not is_open and not is_vouched
    return RequestStatus(requests[0] if requests else None, is_vouched, may_ask)


def ask(signature: Signature, given: Details, *, guild: Guild, source: Source) -> VouchRequest:
    """Add a request to the queue of ``guild``. A request that waits already stays as it is.

    Raises FloodError, PausedWayError, TooManyTriesError, UsedLinkError for a withdrawn signature,
    and ClosedStatementError for a pending signature that it is too late to prove.
    """
    waiting = VouchRequest.objects.open().filter(signature=signature, guild=guild).first()
    if waiting:
        return waiting
    attempts.check(guild, OFFICER)
    _count(signature, source)
    request = _write(signature, given, guild)
    attempts.wrong(guild, OFFICER)  # until an officer says yes
    return request


@transaction.atomic
def withdraw(signature: Signature, *, guild: Guild) -> bool:
    """Erase the waiting request. Return False if there is none. A yes already given stays."""
    Signature.objects.select_for_update().filter(pk=signature.pk).first()
    waiting = VouchRequest.objects.open().filter(signature=signature, guild=guild)
    return bool(waiting.delete()[0])


def delete_expired() -> int:
    """End requests not answered in time, erase details of answered ones, and return how many.

    May be repeated.
    """
    now = timezone.now()
    late = VouchRequest.objects.open().filter(asked_at__lt=now - settings.VOUCHING_WITHIN)
    answered = VouchRequest.objects.filter(
        answered_at__lt=now - settings.KEEP_VOUCHED, erased_at=None
    )
    ended = late.update(state=State.OVER, answered_at=now, erased_at=now, **NOTHING)
    return ended + answered.update(erased_at=now, **NOTHING)


def with_request(*, since: datetime) -> Exists:
    """Return the condition that a signature has an open request or one answered after ``since``.

    Such a pending signature is kept, so that its signatory can read the answer.
    """
    current = Q(answered_at=None) | Q(answered_at__gte=since)
    return Exists(VouchRequest.objects.filter(current, signature=OuterRef("pk")))


def _count(signature: Signature, source: Source) -> None:
    limited = {f"vouching {signature.pk}": settings.VOUCHING_LIMITS}
    if not source.shared:
        limited[f"vouching from {source.limited}"] = settings.VOUCHING_LIMITS_SOURCE
    for what, most in limited.items():
        if over := rate_limits.exceeded(rate_limits.count(what, most), most):
            raise FloodError(over)


@transaction.atomic
def _write(signature: Signature, given: Details, guild: Guild) -> VouchRequest:
    found = Signature.objects.select_for_update().filter(pk=signature.pk).first()
    if found is None or found.state == Signature.State.WITHDRAWN:
        raise UsedLinkError
    check_time(signature)
    before = standing(found, guild)
    if before.request and before.is_open:
        return before.request
    if not before.may_ask:
        raise TooManyTriesError
    return VouchRequest.objects.create(
        guild=guild,
        statement_id=found.statement_id,
        signature=found,
        name=found.name,
        **asdict(given),
    )
