"""Page on which owners erase people who wrote in."""

from http import HTTPStatus
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.privacy import on_request
from signatures.actions.signing import identity_claims
from signatures.forms.moderation.erasure import EraseForm, FindForm
from signatures.models import Right, Signature
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page


@requires(Right.ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def erasure_page(request: SignedInRequest) -> HttpResponse:
    """Show a form. POST shows what was found; the name or address is in no URL, so in no log."""
    form = FindForm(request.POST if request.method == "POST" else None)
    return _page(request, form, None)


@requires(Right.ADDRESSES)
@require_POST
@reauthentication_required
def erase_chosen(request: SignedInRequest) -> HttpResponse:
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None)
    erase_form = EraseForm(request.POST, found=on_request.find(form.cleaned_data["who"]))
    if not erase_form.is_valid():
        return _page(request, form, erase_form)
    chosen = [UUID(each) for each in erase_form.cleaned_data["chosen"]]
    reason = erase_form.cleaned_data["reason"]
    number = on_request.erase_chosen(chosen, by=request.user, reason=reason)
    messages.success(
        request,
        ngettext("Erased %d signature.", "Erased %d signatures.", number) % number,
    )
    who = form.cleaned_data["who"]
    if erase_form.cleaned_data["reports"] and "@" in who:
        number = identity_claims.erase_of(who, by=request.user, reason=reason)
        text = ngettext("Erased %d report.", "Erased %d reports.", number)
        messages.success(request, text % number)
    return redirect("desk_erasure")


def _page(request: SignedInRequest, form: FindForm, erase_form: EraseForm | None) -> HttpResponse:
    is_asked = form.is_bound and form.is_valid()
    found: list[Signature] = on_request.find(form.cleaned_data["who"]) if is_asked else []
    who = form.cleaned_data["who"] if is_asked else ""
    context = {
        "form": form,
        "reports": identity_claims.of_address(who).count() if "@" in who else 0,
        "erase_form": erase_form or EraseForm(found=found),
        "is_asked": is_asked,
        "found": found,
        "who": who,
    }
    wrong = form.errors or (erase_form and erase_form.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk_page(request, "desk/moderation/erasure.html", context, status=status)
