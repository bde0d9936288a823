"""Organizers' pages to invite people to sign before a statement is public."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.statements.invitations import founding, invitations, mails
from signatures.actions.statements.texts import invitation_link
from signatures.errors import StaleEditError
from signatures.forms.statements.invitations import GroupForm, InviteForm
from signatures.models import Invitation, NotableHeading, OutgoingMail, Right, Statement
from signatures.renditions.texts import invitations as rendered
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404


@requires(Right.STATEMENTS)
@require_safe
def invitations_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """List everyone invited and the group links, with what came of them."""
    statement = statement_or_404(slug)
    found = list(
        Invitation.objects.filter(statement=statement)
        .select_related("heading", "statement")
        .prefetch_related("uses__signature")
    )
    lost = set(_mails(statement).failed().values_list("invitation_id", flat=True))
    to_send = set(mails.to_send(statement).values_list("pk", flat=True))
    to_remind = set(mails.to_remind(statement).values_list("pk", flat=True))
    rows = [_row(each, lost, to_send, to_remind) for each in found]
    context = {
        "people": [each for each in rows if each.invitation.is_personal],
        "groups": [each for each in rows if not each.invitation.is_personal],
        "totals": rendered.totals(found),
        "to_send": len(to_send),
        "to_remind": len(to_remind),
        "open_link": invitation_link(statement),
    }
    return desk_page(request, "desk/invitations/invitations.html", context, statement=statement)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a list of people, pasted or as a file, and invite all of them or no one."""
    statement = statement_or_404(slug)
    if statement.is_public and request.method == "POST":
        return _is_over(request, slug)
    form = InviteForm(**editing.typed(request), statement=statement)
    if request.method == "POST" and form.is_valid():
        heading = form.cleaned_data["heading"]
        try:
            made = invitations.invite(statement, form.people, heading=heading, by=request.user)
        except StaleEditError:
            form.add_error("pasted", gettext("Someone else has just invited one of these people"))
        else:
            text = ngettext("%d person is invited.", "%d people are invited.", len(made))
            messages.success(request, text % len(made))
            if form.cleaned_data["send_now"]:
                _say_sent(request, mails.send(statement, by=request.user))
            return redirect("desk_invitations", slug)
    return _form_page(request, form, statement, gettext("Invite people"))


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    if statement.is_public and request.method == "POST":
        return _is_over(request, slug)
    form = GroupForm(**editing.typed(request))
    if request.method == "POST" and form.is_valid():
        invitations.make_group(statement, **form.cleaned_data, by=request.user)
        messages.success(request, gettext("The link for the group is ready. Copy it below."))
        return redirect("desk_invitations", slug)
    return _form_page(request, form, statement, gettext("Add a link for a group"))


@requires(Right.STATEMENTS)
@require_POST
def send(request: SignedInRequest, slug: str) -> HttpResponse:
    _say_sent(request, mails.send(statement_or_404(slug), by=request.user))
    return redirect("desk_invitations", slug)


@requires(Right.STATEMENTS)
@require_POST
def remind(request: SignedInRequest, slug: str) -> HttpResponse:
    _say_sent(request, mails.remind(statement_or_404(slug), by=request.user))
    return redirect("desk_invitations", slug)


@requires(Right.STATEMENTS)
@require_POST
def act(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Send, remind of or revoke one invitation."""
    there = Invitation.objects.select_related("statement", "heading")
    found = get_object_or_404(there, statement__slug=slug, public_id=public_id)
    to = request.POST.get("to")
    if to == "revoke":
        if invitations.revoke(found, by=request.user):
            messages.success(request, gettext("Revoked. The link no longer works."))
    elif to in ("send", "remind"):
        queue: Callable[..., int] = mails.send if to == "send" else mails.remind
        _say_sent(request, queue(found.statement, by=request.user, only=found))
    else:
        raise Http404
    return redirect("desk_invitations", slug)


def _mails(statement: Statement) -> Any:
    return OutgoingMail.objects.filter(invitation__statement=statement)


def _row(
    invitation: Invitation, lost: set[int], to_send: set[int], to_remind: set[int]
) -> rendered.Row:
    uses = list(invitation.uses.all())
    last = uses[-1] if uses and invitation.name else None
    is_other = last and last.signature.name and not founding.is_the_invited(last, last.signature)
    return rendered.Row(
        invitation=invitation,
        state=rendered.state_of(invitation, is_lost=invitation.pk in lost),
        used=rendered.used(invitation),
        signed_as=last.signature.name if last and is_other else "",
        link=invitations.url(invitation) if invitation.works else "",
        can_send=invitation.pk in to_send,
        can_remind=invitation.pk in to_remind,
    )


def _form_page(
    request: SignedInRequest, form: Form, statement: Statement, heading: str
) -> HttpResponse:
    known = NotableHeading.objects.filter(statement=statement).values_list("name", flat=True)
    context = {"form": form, "heading": heading, "headings": list(known)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    template = "desk/invitations/form.html"
    return desk_page(request, template, context, statement=statement, status=status)


def _is_over(request: SignedInRequest, slug: str) -> HttpResponse:
    messages.error(request, gettext("The statement is public, so no invitation is needed."))
    return redirect("desk_invitations", slug)


def _say_sent(request: SignedInRequest, number: int) -> None:
    text = ngettext("%d e-mail is being sent.", "%d e-mails are being sent.", number) % number
    none = gettext("No e-mail was sent: look at the state of the invitations.")
    messages.info(request, text if number else none)
