"""E-mails to people with accounts. They go through the outgoing queue like all others."""

from datetime import datetime
from typing import Any

from django.db import transaction

from signatures.actions.accounts import email_readers
from signatures.actions.mail import delivery
from signatures.models import OutgoingMail

Kind = OutgoingMail.Kind


def queue_password_link(email: str, *, limited: bool) -> None:
    """Queue a link to set a password. Without an account at ``email``, no e-mail is sent.

    ``limited`` counts it in the limits of the mailbox, for links that anyone can request.
    """
    _queue(Kind.PASSWORD_LINK, to=email, limited=limited)


def queue_login_code(email: str, code: str) -> None:
    """Queue a code to sign in. Call it for unknown addresses too: they get no e-mail."""
    _queue(Kind.LOGIN_CODE, to=email, code=code, limited=True)


def queue_notice(email: str, template: str, context: dict[str, Any]) -> None:
    """Queue a notice of a change in an account, with the texts and times of ``context``."""
    told = {name: value for name, value in context.items() if isinstance(value, str)}
    told |= {
        name: value.isoformat() for name, value in context.items() if isinstance(value, datetime)
    }
    _queue(Kind.ACCOUNT_NOTICE, to=email, template=template, context=told)


def queue_digest(email: str, lines: list[list[str]], settings_url: str) -> None:
    """Queue an e-mail about what waits for someone: ``lines`` of words and an address each."""
    context = {"lines": lines, "settings_url": settings_url}
    _queue(Kind.ACCOUNT_NOTICE, to=email, template="emails/digest", context=context)


@transaction.atomic
def _queue(kind: Kind, *, to: str, **content: Any) -> None:
    sealed = email_readers.sealed(to=to.lower(), **content)
    OutgoingMail.objects.create(kind=kind, sealed=sealed)
    transaction.on_commit(delivery.wake, robust=True)
