"""Pages to start, watch, close and show the sample audits of one statement."""

from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.core.cache import caches
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.audits import audits
from signatures.actions.counts import figures
from signatures.errors import NobodyToAskError, RunningAuditError
from signatures.forms.audits import LEAST, MOST, ShowForm, StartForm
from signatures.models import Audit, Right, Statement
from signatures.renditions import audits as rendered
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404

MOST_SHOWN = 24
MANY = 5_000  # rows; counting more takes longer than a page should


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def audits_page(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    form = StartForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, statement, form, HTTPStatus.OK)
    if not form.is_valid():
        return _page(request, statement, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        audits.start(statement, percent=form.cleaned_data["percent"], by=request.user)
    except RunningAuditError:
        form.add_error("percent", gettext("An audit of this statement is already running."))
    except NobodyToAskError:
        text = gettext(
            "There is no one to ask: everyone with an e-mail address was asked within the last "
            "month."
        )
        form.add_error("percent", text)
    else:
        return redirect("desk_audits", slug)
    return _page(request, statement, form, HTTPStatus.CONFLICT)


@requires(Right.SIGNATURES)
@require_POST
def end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    if not audits.end(_audit_or_404(slug, pk), by=request.user):
        messages.error(request, gettext("This audit is already closed, or not drawn yet."))
    return redirect("desk_audits", slug)


@requires(Right.SIGNATURES)
@require_POST
def show(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    audit, form = _audit_or_404(slug, pk), ShowForm(request.POST)
    shown = form.is_valid() and form.cleaned_data["to"] == "on"
    if not form.is_valid() or not audits.show(audit, shown=shown, by=request.user):
        messages.error(
            request,
            gettext("Nothing has changed: this was already set, or the audit is still running."),
        )
    return redirect("desk_audits", slug)


def _result(audit: Audit) -> rendered.Result:
    """Return the result of an audit; for a large one that runs, it may be slightly old."""
    if audit.ended_at or audit.asked < MANY:
        return rendered.result(audit)
    pages, key = caches["pages"], f"audit-{audit.pk}"
    result = pages.get(key)
    if result is None:
        result = rendered.result(audit)
        pages.set(key, result, settings.COUNT_CACHE_TIMEOUT.total_seconds())
    return result


def _audit_or_404(slug: str, pk: int) -> Audit:
    of_statement = Audit.objects.filter(statement=statement_or_404(slug))
    return get_object_or_404(of_statement.select_related("statement"), pk=pk)


def _page(
    request: SignedInRequest, statement: Statement, form: StartForm, status: int
) -> HttpResponse:
    found = Audit.objects.filter(statement=statement).select_related("by")[:MOST_SHOWN]
    rows: list[dict[str, Any]] = [{"audit": each, "result": _result(each)} for each in found]
    running = [row for row in rows if row["audit"].ended_at is None]
    counts = figures.of(statement)
    context = {
        "form": form,
        "running": running[0] if running else None,
        "closed": [row for row in rows if row["audit"].ended_at],
        "choices": rendered.choices(counts.signatories, range(LEAST, MOST + 1)),
        "counts": counts,
        "days": settings.AUDIT_WITHIN.days,
        "a_minute": settings.AUDIT_MAILS_A_MINUTE,
    }
    return desk_page(request, "desk/lists/audits.html", context, statement=statement, status=status)
