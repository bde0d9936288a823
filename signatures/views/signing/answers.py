"""Answers to people who cannot sign or confirm now."""

from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signatures.errors import FloodError
from signatures.forms.signing import SignForm
from signatures.models import Statement, TextVersion
from signatures.views.signing import deadline, links


def wrong_code() -> str:
    minutes = int(settings.CODE_WITHIN.total_seconds() // 60)
    return _(
        "This code does not belong to this address, or it is older than %(minutes)s minutes. "
        "Open the link in the e-mail, or sign again to get a new one."
    ) % {"minutes": minutes}


def too_many_tries(left: timedelta) -> str:
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return ngettext(
        "Too many codes were tried for this address. Open the link in the e-mail, or try again "
        "in %d minute.",
        "Too many codes were tried for this address. Open the link in the e-mail, or try again "
        "in %d minutes.",
        minutes,
    ) % (minutes)


def closed(request: HttpRequest, text: TextVersion) -> HttpResponse:
    context = {"text": text, "statement": text.statement, **deadline.context(text.statement)}
    return render(request, "record/statements/closed.html", context, status=HTTPStatus.CONFLICT)


def used_invitation(request: HttpRequest, text: TextVersion) -> HttpResponse:
    """Say that as many people as the invitation is for have signed with it."""
    context = {"text": text, "statement": text.statement}
    response = render(request, "signing/used_invitation.html", context, status=HTTPStatus.CONFLICT)
    return links.private(response)


def form_for_new_text(request: HttpRequest, text: TextVersion) -> SignForm:
    """Return the form as typed, for the current wording."""
    typed = {**request.POST.dict(), "text_sha256": text.text_sha256}
    form = SignForm(typed, statement=text.statement, number=text.number)
    form.add_error(
        "consent_sign",
        _("The text has changed since you opened this page. Read it again before you sign."),
    )
    return form


def say_paused(form: Form, statement: Statement) -> None:
    """Add to a form that was sent that signing is paused; it keeps what was typed."""
    words = _("Signing is paused, so nothing was recorded. What you typed is still here.")
    form.add_error(None, f"{words} {statement.pause_note}".strip())


def too_many(request: HttpRequest, error: FloodError) -> HttpResponse:
    context = {"retry_after": -(-int(error.retry_after.total_seconds()) // 60)}
    response = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    return come_back(response, error.retry_after)


def come_back(response: HttpResponse, after: timedelta) -> HttpResponse:
    response.headers["Retry-After"] = str(max(1, int(after.total_seconds())))
    return response
