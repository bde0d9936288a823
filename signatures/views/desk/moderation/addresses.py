"""Page to look up an e-mail address across statements, and to allow e-mails to it again."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.mail import addresses
from signatures.forms.moderation.addresses import AddressForm, ClearForm
from signatures.models import Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def addresses_page(request: SignedInRequest) -> HttpResponse:
    """Show a form. POST shows what is stored; the address is in no URL, so in no log."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    return _page(request, form, ClearForm())


@requires(Right.ADDRESSES)
@require_POST
def clear(request: SignedInRequest) -> HttpResponse:
    form = ClearForm(request.POST)
    if not form.is_valid():
        return _page(request, AddressForm(request.POST), form)
    email, reason = form.cleaned_data["email"], form.cleaned_data["reason"]
    number = addresses.clear(email, by=request.user, reason=reason)
    done = gettext("We can send e-mails to this address again.")
    messages.success(request, done if number else gettext("Nothing has changed."))
    return redirect("desk_addresses")


def _page(request: SignedInRequest, form: AddressForm, clear_form: ClearForm) -> HttpResponse:
    is_asked = form.is_bound and form.is_valid()
    context = {
        "form": form,
        "clear_form": clear_form,
        "found": addresses.look_up(form.cleaned_data["email"]) if is_asked else None,
        "email": form.cleaned_data["email"] if is_asked else "",
        "may_clear": request.user.may(Right.ADDRESSES),
    }
    wrong = form.errors or clear_form.errors
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk_page(request, "desk/moderation/addresses.html", context, status=status)
