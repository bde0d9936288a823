"""Errors of a mail server, and their consequences for the e-mail concerned."""

import random
from datetime import timedelta
from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from anymail.exceptions import AnymailRecipientsRefused  # type: ignore[import-untyped] # no types
from django.db.models import Q
from django.utils import timezone

from signatures.models import OutgoingMail
from signatures.models.outgoing_mail import GIVE_UP_AFTER

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
REFUSED_BEFORE = Q(last_error__regex=r" 5\d\d$")  # the end of what ``reason`` stores for a 5xx

REFUSED_BY_PROVIDER = 550  # an API has no reply code; this is the one of SMTP

Fields = dict[str, object]


def later(error: Exception, outgoing: OutgoingMail) -> Fields:
    """Return the fields of an e-mail to try again, or of a failed one after GIVE_UP_AFTER tries."""
    if outgoing.attempts + 1 >= GIVE_UP_AFTER:
        return for_good(error)
    due_at = timezone.now() + wait_after(outgoing.attempts + 1) * random.uniform(0.8, 1.2)  # noqa: S311
    return {"due_at": due_at, "last_error": reason(error)}


def for_good(error: Exception) -> Fields:
    """Return the fields to store for an e-mail that is not tried again."""
    return {"failed_at": timezone.now(), "last_error": reason(error)}


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after ``attempts`` attempts, doubled each time up to a limit."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def is_refusal(error: Exception) -> bool:
    """Tell whether it is a 5xx for this sender, recipient or message, not for the connection."""
    kinds = SMTPRecipientsRefused | SMTPDataError | SMTPSenderRefused | AnymailRecipientsRefused
    return isinstance(error, kinds) and _reply(error) >= 500


def is_about_us(error: Exception) -> bool:
    """Tell whether the server refused our own address, as it would for any recipient."""
    return isinstance(error, SMTPSenderRefused)


def reason(error: Exception) -> str:
    """Return the name of an error without the server's text, which may contain the address."""
    return f"{type(error).__name__} {_reply(error) or ''}".strip()


def _reply(error: Exception) -> int:
    """Return the SMTP reply code (RFC 5321, 4.2) of an error, or 0."""
    if isinstance(error, AnymailRecipientsRefused):
        return REFUSED_BY_PROVIDER
    if isinstance(error, SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, SMTPResponseException) else 0
