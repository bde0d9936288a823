"""Page of the queue: one held signature with all that is known about it, and those waiting."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from signatures.actions.evidence import voices
from signatures.actions.moderation import claims, queue
from signatures.actions.moderation import decisions as moderation
from signatures.forms.moderation.decisions import RefuseForm
from signatures.models import Refusal, Signature, Statement
from signatures.models.hold_reason import in_words
from signatures.renditions import languages
from signatures.text.countries import names as countries
from signatures.views.access.organizers import SignedInRequest
from signatures.views.desk.layout import desk_page
from signatures.views.desk.moderation import evidence, queue_rows


def page(
    request: SignedInRequest,
    statement: Statement,
    *,
    said: dict[str, Any] | None = None,
    opened: int | None = None,
    form: RefuseForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the queue. ``opened`` is the id of the signature to show; without it, the next one.

    ``said`` is the result of the last click, see _said.html.
    """
    what = queue_rows.asked(request)
    pk = opened or queue.next_for(request.user, statement, reason=what.reason)
    signature = _signature(request, statement, pk)
    rows, after = queue_rows.rows(statement, what)
    numbers = queue_rows.by_reason(statement)
    context = {
        "said": said,
        "claims": claims.waiting(statement).count(),
        "open": signature,
        "evidence": evidence.about(signature, seen_by=request.user) if signature else None,
        "refusals": list(enumerate(Refusal.choices, start=1)),
        "form": form,
        "rows": [each for each in rows if not signature or each.pk != signature.pk],
        "next_url": _address(statement, what.reason, after),
        "first_url": _address(statement, what.reason) if what.after else "",
        "filters": _filters(statement, what.reason, numbers),
        "reason": what.reason,
        "reason_words": in_words([what.reason])[0] if what.reason else "",
        "all": numbers.get("", queue_rows.Waiting(0, None)),
        "today": queue_rows.today(statement, request.user),
    }
    return desk_page(
        request, "desk/moderation/queue.html", context, statement=statement, status=status
    )


def _signature(request: SignedInRequest, statement: Statement, pk: int | None) -> Signature | None:
    """Fetch the signature shown open, with the words and people shown beside it."""
    if pk is None:
        return None
    found = queue_rows.held(statement).filter(pk=pk)
    related = ("occupation", "text_version", "review_claim__by")
    signature = found.select_related(*related).first()
    if signature is None:
        return None
    signature.statement = statement
    signature.voice = voices.of(signature)
    signature.reasons = in_words(signature.hold_reasons)
    signature.country_name = countries("en").get(signature.country, signature.country)
    signature.language_name = languages.name(signature.text_version.language)
    signature.taken = queue_rows.taken(signature, timezone.now())
    signature.is_mine = bool(signature.taken and signature.taken.by == request.user)
    agreed = queue_rows.approvals([signature]).get(signature.pk, [])
    signature.i_agreed = any(each.by == request.user for each in agreed)
    signature.agreed = [each for each in agreed if each.by != request.user]
    signature.needs_another = moderation.needing_another(found, by=request.user).exists()
    return signature


def _filters(
    statement: Statement, reason: str, numbers: dict[str, queue_rows.Waiting]
) -> list[dict[str, Any]]:
    codes = sorted(numbers, key=lambda code: (code != "", -numbers[code].number, code))
    return [
        {
            "words": in_words([code])[0] if code else "",
            "number": numbers[code].number,
            "url": _address(statement, code),
            "current": code == reason,
        }
        for code in codes
    ]


def _address(statement: Statement, reason: str = "", after: str | None = None) -> str:
    """Return the address of a page of the queue; "" if ``after`` is ""."""
    if after == "":
        return ""
    query = {name: value for name, value in (("reason", reason), ("after", after)) if value}
    path = reverse("desk_queue", args=[statement.slug])
    return f"{path}?{urlencode(query)}" if query else path
