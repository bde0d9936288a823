"""Organizers send the e-mail to confirm again, to one person or to everyone who has not."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from signatures.actions.mail import reminders
from signatures.models import Right, Signature
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import statement_or_404


@requires(Right.SIGNATURES)
@require_POST
def remind_all(request: SignedInRequest, slug: str) -> HttpResponse:
    number = reminders.remind_again(statement_or_404(slug), by=request.user)
    sending = ngettext(
        "Reminder to %d person is being sent.", "Reminders to %d people are being sent.", number
    ) % (number)
    none = gettext("No reminder was sent: everyone who has not confirmed had an e-mail today.")
    messages.info(request, sending if number else none)
    return redirect("desk_statement", slug)


@requires(Right.SIGNATURES)
@require_POST
def remind_one(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    statement = statement_or_404(slug)
    signature = get_object_or_404(Signature, statement=statement, public_id=public_id)
    hours = int(settings.REMIND_AGAIN_AFTER.total_seconds() // 3600)
    if reminders.send_again(signature, by=request.user):
        text = gettext("The e-mail to confirm is being sent, unless the address wants no e-mails.")
        messages.success(request, text)
    else:
        text = gettext(
            "No e-mail was sent: the signature can no longer be confirmed, or you sent it one in"
            " the last %(hours)s hours."
        )
        messages.error(request, text % {"hours": hours})
    return redirect("desk_signature", slug, public_id)
