"""Organizers' page for links with which journalists read a statement under embargo."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.statements import press_links
from signatures.forms.statements.press_links import PressLinkForm
from signatures.models import Phase, PressLink, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the links with their visits, and a form for one more."""
    statement = statement_or_404(slug)
    ends = {"expires_at": statement.publishes_at}
    form = PressLinkForm(**editing.typed(request), initial=ends)
    if request.method == "POST" and form.is_valid():
        press_links.make(statement, **form.cleaned_data, by=request.user)
        messages.success(request, gettext("The link is ready. Copy it below."))
        return redirect("desk_press_links", slug)
    found = PressLink.objects.filter(statement=statement).select_related("statement")
    context = {
        "form": form,
        "links": [(each, press_links.url(each) if each.is_live else "") for each in found],
        "is_under_embargo": statement.phase == Phase.EMBARGO,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    template = "desk/invitations/press_links.html"
    return desk_page(request, template, context, statement=statement, status=status)


@requires(Right.STATEMENTS)
@require_POST
def revoke(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    statement = statement_or_404(slug)
    link = get_object_or_404(PressLink, statement=statement, public_id=public_id)
    if press_links.revoke(link, by=request.user):
        messages.success(request, gettext("Revoked. The link no longer works."))
    return redirect("desk_press_links", slug)
