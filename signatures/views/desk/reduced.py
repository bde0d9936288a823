"""The switch of the reduced mode."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from signatures.actions.monitoring import reduced_mode
from signatures.models import Right
from signatures.views.access.organizers import SignedInRequest, requires


@requires(Right.OPERATION)
@require_POST
def reduced(request: SignedInRequest) -> HttpResponse:
    match request.POST.get("to"):
        case "on":
            reduced_mode.switch_on(by=request.user)
            messages.success(request, gettext("Search, filters and statistics are switched off."))
        case "off":
            reduced_mode.switch_off(by=request.user)
            messages.success(request, gettext("The site is complete again."))
        case _:
            raise Http404
    return redirect("desk_operation")
