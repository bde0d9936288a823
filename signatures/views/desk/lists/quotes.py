"""Page on which organizers read quotes and changed affiliations before they are shown."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.moderation import voices
from signatures.models import Affiliation, Quote, Right, Signature
from signatures.models.statement import FormField
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404

MOST = 50  # of each kind; deciding shows the next ones
SIGNATURE = ["signature__occupation", "signature__affiliation"]


@requires(Right.SIGNATURES)
@require_safe
def quotes(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    waiting = Quote.objects.to_review(statement)
    affiliations = voices.affiliations_to_review(statement).select_related("signature")
    context = {
        "writes": request.user.may(Right.STATEMENTS),
        "is_asked": FormField.QUOTE in statement.form_fields,
        "asks_affiliation": FormField.AFFILIATION in statement.form_fields,
        "number": waiting.count(),
        "waiting": [_row(each) for each in waiting.select_related(*SIGNATURE)[:MOST]],
        "decided": [_row(e) for e in voices.decided(statement).select_related(*SIGNATURE)[:MOST]],
        "affiliations": [
            {"affiliation": each, "signature": each.signature, "seen": voices.revision(each.name)}
            for each in affiliations[:MOST]
        ],
    }
    return desk_page(request, "desk/lists/quotes.html", context, statement=statement)


@requires(Right.SIGNATURES)
@require_POST
def decide(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    signature = _signature(slug, public_id)
    act, seen = request.POST.get("act", ""), request.POST.get("seen", "")
    if not voices.decide(signature, act, seen=seen, by=request.user):
        messages.error(request, _changed())
    elif act == "refuse":
        messages.success(request, gettext("The quote is not shown. The signature stays."))
    elif act == "choose":
        text = gettext("The quote is shown with the signature and on the statement’s page.")
        messages.success(request, text)
    else:
        messages.success(request, gettext("The quote is shown with the signature."))
    return redirect("desk_quotes", slug)


@requires(Right.SIGNATURES)
@require_POST
def decide_affiliation(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    signature = _signature(slug, public_id)
    accept, seen = request.POST.get("act") == "accept", request.POST.get("seen", "")
    if not voices.decide_affiliation(signature, accept=accept, seen=seen, by=request.user):
        messages.error(request, _changed())
    elif accept:
        messages.success(request, gettext("The affiliation is shown."))
    else:
        messages.success(request, gettext("The affiliation is not shown. The signature stays."))
    return redirect("desk_quotes", slug)


def _signature(slug: str, public_id: uuid.UUID) -> Signature:
    found = Signature.objects.select_related("statement")
    return get_object_or_404(found, public_id=public_id, statement=statement_or_404(slug))


def _changed() -> str:
    return gettext("Nothing was changed: the signatory has changed it or taken it back.")


def _row(quote: Quote) -> dict[str, Any]:
    affiliation: Affiliation | None = getattr(quote.signature, "affiliation", None)
    return {
        "quote": quote,
        "signature": quote.signature,
        "affiliation": affiliation,
        "seen": voices.revision(quote.text),
    }
