"""Pages that show what publishing, closing, archiving or deleting changes, and then do it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.counts import figures, totals
from signatures.actions.statements import lifecycle
from signatures.actions.statements import settings as statement_settings
from signatures.errors import OpenStatementError, SignedStatementError, StaleEditError
from signatures.models import Right, Signature, Statement
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404

State = Signature.State


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_now(request: SignedInRequest, slug: str) -> HttpResponse:
    said = gettext("The statement is published.")
    return _now(request, statement_or_404(slug), "publish", lifecycle.publish_now, said)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def close_now(request: SignedInRequest, slug: str) -> HttpResponse:
    said = gettext("Signing has ended.")
    return _now(request, statement_or_404(slug), "close", lifecycle.close_now, said)


def _now(
    request: SignedInRequest,
    statement: Statement,
    act: str,
    do: Callable[..., bool],
    said: str,
) -> HttpResponse:
    """Show what would change; on POST do it, unless the settings have changed since."""
    if request.method != "POST":
        return _page(request, statement, act)
    try:
        is_new = do(statement, seen=request.POST.get("seen", ""), by=request.user)
    except StaleEditError:
        editing.say_meanwhile(request)
        return _page(request, statement, act, HTTPStatus.CONFLICT)
    messages.success(request, said if is_new else gettext("Nothing has changed."))
    return redirect("desk_launch", statement.slug)


def _page(
    request: SignedInRequest, statement: Statement, act: str, status: int = HTTPStatus.OK
) -> HttpResponse:
    numbers = totals.by_state([statement])
    shown = figures.of_statements([statement])[statement.pk]
    context: dict[str, Any] = {
        "act": act,
        "seen": statement_settings.revision(statement),
        "counts": {each.value: numbers.get((statement.pk, each), 0) for each in State},
        "figures": shown,
        "is_done": statement.is_public if act == "publish" else statement.is_over,
    }
    template = "desk/statements/publish_or_close.html"
    return desk_page(request, template, context, statement=statement, status=status)


@requires(Right.STATEMENTS)
@require_POST
def archive(request: SignedInRequest, slug: str) -> HttpResponse:
    try:
        lifecycle.archive(statement_or_404(slug), by=request.user)
    except OpenStatementError:
        text = gettext("People can still sign this statement. Close it first, then archive it.")
        messages.error(request, text)
    else:
        messages.success(request, gettext("The statement is archived. Its pages stay."))
    return redirect("desk_settings", slug)


@requires(Right.STATEMENTS)
@require_POST
def unarchive(request: SignedInRequest, slug: str) -> HttpResponse:
    lifecycle.unarchive(statement_or_404(slug), by=request.user)
    messages.success(request, gettext("The statement is back in the lists."))
    return redirect("desk_settings", slug)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what would be deleted; on POST delete it."""
    statement = statement_or_404(slug)
    if request.method == "POST":
        try:
            lifecycle.delete(statement, by=request.user)
        except SignedStatementError:
            text = gettext("Someone has signed or endorsed it in the meantime. Nothing is deleted.")
            messages.error(request, text)
            return redirect("desk_settings", slug)
        messages.success(request, gettext("The statement is deleted."))
        return redirect("desk")
    context = {"can_be_deleted": lifecycle.can_be_deleted(statement)}
    return desk_page(request, "desk/statements/delete.html", context, statement=statement)
