"""When the links of e-mails expire that ask someone to confirm."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from signatures.models import OutgoingMail, Signature


def signature_of(outgoing: OutgoingMail) -> Signature:
    """Return the signature that an e-mail is about. Only for kinds that are about one."""
    assert outgoing.signature
    return outgoing.signature


def confirmation_ends(outgoing: OutgoingMail) -> datetime:
    """Return when a confirmation link sent now expires, at the latest when its row is deleted.

    A link that works when signing ends works for CONFIRM_WITHIN after that.
    """
    if outgoing.endorsement:
        return _ends(outgoing.endorsement.asked_at)
    about = signature_of(outgoing)
    ends, closes_at = _ends(about.first_submitted_at or about.signed_at), about.statement.closes_at
    if closes_at is None or ends < closes_at:
        return ends
    return _after_the_end(outgoing, ends, closes_at)


def _ends(first: datetime) -> datetime:
    """Return when a link expires, without regard to the end of signing."""
    now = timezone.now()
    ends, deleted_at = now + settings.CONFIRM_WITHIN, first + settings.KEEP_PENDING
    return min(ends, deleted_at) if deleted_at > now else ends  # some rows outlive KEEP_PENDING


def _after_the_end(outgoing: OutgoingMail, ends: datetime, closes_at: datetime) -> datetime:
    """Return when a link expires that still works when signing ends.

    Our limits may delay an e-mail asked for before the end; its link gets the whole time then.
    """
    until = signature_of(outgoing).confirmable_until(settings.CONFIRM_WITHIN)
    assert until  # as signing has an end
    return until if outgoing.created_at > closes_at else max(ends, until)
