"""Owners' pages for webhooks, which call the organization's own tools."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.record_keeping.webhooks import webhooks as actions
from signatures.forms.statements.webhooks import WebhookForm
from signatures.models import Right, Webhook
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404

SHOWN = 50  # calls in the log on the page

ACTS: dict[str, tuple[Callable[..., object], str | Promise]] = {
    "on": (
        lambda webhook, by: actions.switch(webhook, on=True, by=by),
        _("On. The tool is called when something changes from now on."),
    ),
    "off": (
        lambda webhook, by: actions.switch(webhook, on=False, by=by),
        _("Off. Until you switch it on again, the tool is not told what changes."),
    ),
    "test": (actions.queue_test, _("A test call is queued. Reload this page to see the answer.")),
    "secret": (actions.replace_secret, _("This is the new secret. Enter it in your tool.")),
    "remove": (actions.remove, _("The webhook is deleted.")),
}


@requires(Right.ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the webhooks, with a form for one more."""
    statement = statement_or_404(slug)
    form = WebhookForm(**editing.typed(request))
    if request.method == "POST" and form.is_valid():
        made = actions.add(statement, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved, and still off. Enter the secret in your tool first."))
        return redirect("desk_webhook", slug, made.pk)
    context = {"form": form, "webhooks": statement.webhooks.all()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    template = "desk/webhooks/webhooks.html"
    return desk_page(request, template, context, statement=statement, status=status)


@requires(Right.ADDRESSES)
@require_safe
@never_cache
def webhook(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show one webhook with its secret and the log of its calls."""
    found = _webhook(slug, pk)
    context = {
        "webhook": found,
        "waiting": found.calls.waiting().count(),
        "calls": found.calls.all()[:SHOWN],
    }
    return desk_page(request, "desk/webhooks/webhook.html", context, statement=found.statement)


@requires(Right.ADDRESSES)
@require_POST
def act(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Switch, test or delete a webhook, or replace its secret."""
    found = _webhook(slug, pk)
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    action, words = ACTS[name]
    action(found, by=request.user)
    messages.success(request, str(words))
    return (
        redirect("desk_webhooks", slug) if name == "remove" else redirect("desk_webhook", slug, pk)
    )


def _webhook(slug: str, pk: int) -> Webhook:
    found = Webhook.objects.select_related("statement")
    return get_object_or_404(found, statement=statement_or_404(slug), pk=pk)
