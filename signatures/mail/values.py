"""Values that the templates of each kind of e-mail show besides those that every e-mail has."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from signatures import tokens
from signatures.mail.confirmation import confirmation_ends, signature_of
from signatures.models import CodeReservation, OutgoingMail, Refusal, TextVersion

Values = dict[str, Any]

A_SECOND = timedelta(seconds=1)  # so that an hour that has just begun counts as a whole one


def hours(outgoing: OutgoingMail) -> Values:
    """Return how many hours the link works."""
    left = confirmation_ends(outgoing) - timezone.now() + A_SECOND
    return {"hours": max(1, left // timedelta(hours=1))}


def confirm(outgoing: OutgoingMail) -> Values:
    """Return until when the link and the code work, and where to type the code."""
    minutes = int(settings.CODE_WITHIN.total_seconds() // 60)
    code_url = settings.SITE_URL + reverse("confirm_code")
    until = confirmation_ends(outgoing).replace(second=0, microsecond=0)
    return {"until": until, "code_minutes": minutes, "code_url": code_url}


def thank_you(outgoing: OutgoingMail) -> Values:
    """Return whether a guild code did not count, and the reference."""
    signature = signature_of(outgoing)
    reserved = hasattr(signature, "code_reservation")
    useless = reserved and CodeReservation.objects.of_no_use(signature).exists()
    return {"code_is_no_good": useless, **reference(outgoing)}


def reference(outgoing: OutgoingMail) -> Values:
    """Return the reference of the signature."""
    return {"reference": tokens.reference(signature_of(outgoing).public_id)}


def closed(outgoing: OutgoingMail) -> Values:
    """Return when signing ended, where the list is, and how long the address is kept."""
    statement = signature_of(outgoing).statement
    return {
        **reference(outgoing),
        "ended_at": statement.closes_at,
        "list_url": settings.SITE_URL + reverse("signatories", args=[statement.slug]),
        "kept_days": settings.KEEP_ADDRESSES.days,
    }


def refusal(outgoing: OutgoingMail) -> Values:
    """Return the reason, and how long the data of a signature not accepted is kept."""
    return {
        **reference(outgoing),
        "refusal": Refusal(signature_of(outgoing).refusal).label,
        "kept_days": settings.KEEP_REJECTED.days,
    }


def endorsement(outgoing: OutgoingMail) -> Values:
    """Return the page of organizations once it is public, and how long a contact is kept."""
    assert outgoing.endorsement
    statement = outgoing.endorsement.statement
    path = reverse("organizations", args=[statement.slug])
    return {
        "organizations_url": settings.SITE_URL + path if statement.is_public else "",
        "kept_days": settings.KEEP_REFUSED_CONTACTS.days,
    }


def audit(outgoing: OutgoingMail) -> Values:
    """Return the day of signing, and how long the link works."""
    signed_on = signature_of(outgoing).signed_at.date()
    return {"signed_on": signed_on, "days": settings.AUDIT_WITHIN.days}


def new_wording(outgoing: OutgoingMail) -> Values:
    """Return the current text, and the day of the one that was signed."""
    signature = signature_of(outgoing)
    texts = TextVersion.objects.filter(statement=signature.statement_id)
    new = texts.current_first(signature.text_version.language)[0]
    return {"new": new, "old_day": signature.text_version.created_at.date()}


def alarm(outgoing: OutgoingMail) -> Values:
    """Return the address of the page about operation."""
    return {"operation_url": settings.SITE_URL + reverse("desk_operation")}


def account(outgoing: OutgoingMail) -> Values:
    """Return what e-mails about an account need."""
    return {
        "sessions_url": settings.SITE_URL + reverse("usersessions_list"),
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
