"""Views of the queue. GET only shows; to claim, decide, undo or pass on, click a button.

With a script, the answer to a click is the new page; without one, a redirect to it.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.moderation import decisions as moderation
from signatures.actions.moderation import queue as actions
from signatures.forms.moderation.decisions import RefuseForm
from signatures.models import Approval, Decision, Right, Signature, Statement
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import statement_or_404
from signatures.views.desk.moderation import queue_messages, queue_rows
from signatures.views.desk.moderation.queue_page import page

State = Signature.State
HELD = [State.HELD]
LOOKED = "looked at in the queue"  # for the log


@requires(Right.SIGNATURES)
@require_safe
def queue(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the next signature, or with ``open`` another; ``done`` is the latest decision."""
    statement = statement_or_404(slug)
    said = queue_messages.from_address(request, statement)
    opened = request.GET.get("open", "")
    if opened.isdecimal() and len(opened) < 19:
        signature = _proven(statement, int(opened))
        if signature.state == State.HELD:
            return page(request, statement, said=said, opened=signature.pk)
        said = queue_messages.decided_already(signature)
    return page(request, statement, said=said)


@requires(Right.SIGNATURES)
@require_POST
def take(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    statement = statement_or_404(slug)
    signature = _proven(statement, pk)
    if actions.take(signature, by=request.user):
        return _answer(request, statement)
    return _overtaken(request, signature)


@requires(Right.SIGNATURES)
@require_POST
def take_next(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Set the open signature aside for later, and claim the next."""
    statement = statement_or_404(slug)
    signature = _proven(statement, pk)
    if signature.state == State.HELD:
        actions.set_aside(signature, by=request.user)
    actions.take_next(statement, by=request.user, reason=queue_rows.asked(request).reason)
    return _answer(request, statement)


@requires(Right.SIGNATURES)
@require_POST
def publish(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    signature = _proven(statement_or_404(slug), pk)

    def decide() -> bool:
        return moderation.publish(signature, by=request.user, reason=LOOKED, before=HELD)

    return _decide(request, signature, decide)


@requires(Right.SIGNATURES)
@require_POST
def refuse(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    statement = statement_or_404(slug)
    signature = _proven(statement, pk)
    form = RefuseForm(request.POST, name=signature.name)
    if signature.state == State.HELD and not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return page(request, statement, opened=pk, form=form, status=status)

    def decide() -> bool:
        return signature.state == State.HELD and moderation.reject(
            signature,
            by=request.user,
            refusal=form.cleaned_data["refusal"],
            reason=form.cleaned_data["words"] or LOOKED,
            before=HELD,
        )

    return _decide(request, signature, decide)


@requires(Right.SIGNATURES)
@require_POST
def take_back(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take back one's approval, and open the signature again."""
    statement = statement_or_404(slug)
    signature = _proven(statement, pk)
    moderation.withdraw_approval(signature, by=request.user)
    actions.take(signature, by=request.user)
    return _answer(request, statement)


@requires(Right.SIGNATURES)
@require_POST
def undo(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Undo one's own decision, and open the signature again."""
    statement = statement_or_404(slug)
    own = Decision.objects.filter(statement=statement, by=request.user, signature__isnull=False)
    decision = get_object_or_404(own.select_related("signature"), pk=pk)
    signature = decision.signature
    assert signature  # ``own`` has no other decisions
    if not moderation.undo(decision, by=request.user):
        said = queue_messages.decided_already(signature)
        return page(request, statement, said=said, status=HTTPStatus.CONFLICT)
    actions.take(signature, by=request.user)
    return _answer(request, statement, done=_last_decision(request, signature))


def _decide(
    request: SignedInRequest, signature: Signature, decide: Callable[[], bool]
) -> HttpResponse:
    """Decide, unless someone else has claimed or decided it; then show the next signature."""
    statement = signature.statement
    if actions.taken_by_another(signature, than=request.user):
        return _overtaken(request, signature)
    done: dict[str, Any] = {}
    if decide():
        done = {"done": _last_decision(request, signature)}
    elif _still_needs_another(request, signature):
        done = {"agreed": signature.pk}
    else:
        return _overtaken(request, signature)
    actions.take_next(statement, by=request.user, reason=queue_rows.asked(request).reason)
    return _answer(request, statement, **done)


def _still_needs_another(request: SignedInRequest, signature: Signature) -> bool:
    agreed = Approval.objects.filter(by=request.user, signature=signature)
    return agreed.filter(signature__state=State.HELD).exists()


def _overtaken(request: SignedInRequest, signature: Signature) -> HttpResponse:
    """Say who has claimed the signature or what became of it, and show the next."""
    claim = actions.taken_by_another(signature, than=request.user)
    said = {"kind": "taken", "signature": signature, "claim": claim}
    if claim is None:
        said = queue_messages.decided_already(signature)
    reason = queue_rows.asked(request).reason
    actions.take_next(signature.statement, by=request.user, reason=reason)
    return page(request, signature.statement, said=said, status=HTTPStatus.CONFLICT)


def _answer(request: SignedInRequest, statement: Statement, **done: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        said = queue_messages.of(request.user, statement, **done)
        return page(request, statement, said=said)
    reason = queue_rows.asked(request).reason
    query = {**({"reason": reason} if reason else {}), **done}
    address = reverse("desk_queue", args=[statement.slug])
    return redirect(f"{address}?{urlencode(query)}" if query else address)


def _proven(statement: Statement, pk: int) -> Signature:
    """Return a signature that is no longer pending: no one may see pending ones yet."""
    proven = Signature.objects.exclude(state=State.PENDING).select_related("statement")
    return get_object_or_404(proven, statement=statement, pk=pk)


def _last_decision(request: SignedInRequest, signature: Signature) -> int:
    return Decision.objects.filter(signature=signature, by=request.user).latest("pk").pk
