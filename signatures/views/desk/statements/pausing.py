"""Pages to pause and resume signing."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.counts import totals
from signatures.actions.statements import lifecycle
from signatures.actions.statements import settings as statement_settings
from signatures.errors import StaleEditError
from signatures.forms.statements.pausing import PauseForm
from signatures.models import Right, Signature, Statement
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what a pause changes, and pause signing or change the sentence about it."""
    statement = _running_or_404(slug)
    if request.method != "POST":
        return _page(request, statement, PauseForm(initial={"note": statement.pause_note}))
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, statement, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        seen, note = request.POST.get("seen", ""), form.cleaned_data["note"]
        lifecycle.pause(statement, note, seen=seen, by=request.user)
    except StaleEditError:
        editing.say_meanwhile(request)
        return _page(request, statement, form, HTTPStatus.CONFLICT)
    messages.success(request, gettext("Signing is paused. The page says so."))
    return redirect("desk_pause", slug)


@requires(Right.STATEMENTS)
@require_POST
def resume(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = _running_or_404(slug)
    try:
        lifecycle.resume(statement, seen=request.POST.get("seen", ""), by=request.user)
    except StaleEditError:
        editing.say_meanwhile(request)
        return redirect("desk_pause", slug)
    messages.success(request, gettext("People can sign again."))
    return redirect("desk_settings", slug)


def _running_or_404(slug: str) -> Statement:
    statement = statement_or_404(slug)
    if not statement.is_running:
        raise Http404
    return statement


def _page(
    request: SignedInRequest, statement: Statement, form: PauseForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    waiting = totals.by_state([statement]).get((statement.pk, Signature.State.PENDING), 0)
    context = {"form": form, "seen": statement_settings.revision(statement), "pending": waiting}
    template = "desk/statements/pause.html"
    return desk_page(request, template, context, statement=statement, status=status)
