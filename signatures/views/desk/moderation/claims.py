"""Page of reports by people named on the list who did not sign, and an organizer's answers."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.moderation import claims
from signatures.forms.moderation.decisions import ReasonForm
from signatures.models import IdentityClaim, Right, Statement
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404

ACTS = {"uphold": claims.uphold, "refuse": claims.refuse}
MOST = 50  # reports on one page; deciding shows the next ones


@requires(Right.SIGNATURES)
@require_safe
def claims_page(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, statement_or_404(slug))


@requires(Right.SIGNATURES)
@require_POST
def decide(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    statement = statement_or_404(slug)
    claim = get_object_or_404(IdentityClaim, public_id=public_id, signature__statement=statement)
    form = ReasonForm(request.POST, name=claim.signature.name)
    if not form.is_valid():
        return _page(request, statement, form, claim, HTTPStatus.UNPROCESSABLE_ENTITY)
    act = ACTS.get(request.POST.get("act", ""))
    if not act or not act(claim, by=request.user, **form.cleaned_data):
        messages.error(request, gettext("Nothing was changed: this report is decided already."))
    elif act is claims.uphold:
        messages.success(request, gettext("The signature is rejected. Both people are told."))
    else:
        messages.success(request, gettext("The signature stays. Both people are told."))
    return redirect("desk_claims", slug)


def _page(
    request: SignedInRequest,
    statement: Statement,
    form: ReasonForm | None = None,
    wrong: IdentityClaim | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the reports; ``form`` with its errors is the one about ``wrong``."""
    waiting = claims.waiting(statement)
    rows = [
        {
            "claim": each,
            "signature": each.signature,
            "notable": hasattr(each.signature, "notable"),
            "form": form if wrong and each.pk == wrong.pk else None,
        }
        for each in waiting[:MOST]
    ]
    context = {"rows": rows, "number": waiting.count()}
    return desk_page(
        request, "desk/moderation/claims.html", context, statement=statement, status=status
    )
