"""Whether someone should still get an e-mail that is due."""

from collections.abc import Callable

from django.conf import settings

from signatures import mail
from signatures.actions.accounts import email_readers
from signatures.actions.mail import last_mails, suppressions
from signatures.actions.monitoring import job_runs
from signatures.models import Endorsement, OutgoingMail, Signature, TextVersion

ASKED_ABOUT_WORDINGS = (Signature.State.PUBLISHED, Signature.State.HELD)


def has_reader(outgoing: OutgoingMail) -> bool:
    """Tell whether someone should still get it. Raises UnknownMailError."""
    return READERS[mail.kind_of(outgoing).reader](outgoing)


def _is_unconfirmed(outgoing: OutgoingMail) -> bool:
    signature = mail.signature_of(outgoing)
    return bool(signature.email) and signature.can_be_confirmed and _is_in_time(outgoing)


def _is_in_time(outgoing: OutgoingMail) -> bool:
    """Tell whether a link to confirm would still work: it was asked for in time."""
    until = mail.signature_of(outgoing).confirmable_until(settings.CONFIRM_WITHIN)
    return until is None or outgoing.created_at < until


def _is_past_pending(outgoing: OutgoingMail) -> bool:
    signature = mail.signature_of(outgoing)
    return bool(signature.email) and signature.state != Signature.State.PENDING


def _can_be_reminded(outgoing: OutgoingMail) -> bool:
    signature = mail.signature_of(outgoing)
    return _is_unconfirmed(outgoing) and not suppressions.is_suppressed(signature)


def _stands_as_told(outgoing: OutgoingMail) -> bool:
    """Tell whether the signature is still in the state that the e-mail tells of."""
    signature = mail.signature_of(outgoing)
    stands = signature.state == mail.STATE_TOLD[outgoing.kind]
    return bool(signature.email) and stands and not suppressions.is_suppressed(signature)


def _is_unconfirmed_endorsement(outgoing: OutgoingMail) -> bool:
    endorsement = outgoing.endorsement
    return endorsement is not None and endorsement.state == Endorsement.State.PENDING


def _endorsement_stands_as_told(outgoing: OutgoingMail) -> bool:
    endorsement = outgoing.endorsement
    if endorsement is None or not endorsement.contact_email:
        return False
    return endorsement.state == mail.ENDORSEMENT_STATE_TOLD[outgoing.kind]


def _has_signed_earlier(outgoing: OutgoingMail) -> bool:
    signature = mail.signature_of(outgoing)
    if not signature.email or signature.state not in ASKED_ABOUT_WORDINGS:
        return False
    newer = TextVersion.objects.filter(
        statement=signature.statement_id, wording__gt=signature.wording
    )
    return newer.of_current_wording().exists()


def _wants_update(outgoing: OutgoingMail) -> bool:
    signature, update = mail.signature_of(outgoing), outgoing.update
    if update is None or not (update.is_out and signature.statement.is_public):
        return False
    is_there = signature.state == Signature.State.PUBLISHED and bool(signature.email)
    wants = is_there and signature.updates and update.taken_back_at is None
    return wants and not suppressions.is_suppressed(signature)


READERS: dict[mail.Reader, Callable[[OutgoingMail], bool]] = {
    mail.Reader.NO_ONE: lambda outgoing: False,
    mail.Reader.UNCONFIRMED: _is_unconfirmed,
    mail.Reader.PAST_PENDING: _is_past_pending,
    mail.Reader.REMINDED: _can_be_reminded,
    mail.Reader.DECIDED: _stands_as_told,
    mail.Reader.ERASED: last_mails.may_have,
    mail.Reader.EARLIER_WORDING: _has_signed_earlier,
    mail.Reader.UPDATES: _wants_update,
    mail.Reader.SIGNATORY: lambda outgoing: bool(mail.signature_of(outgoing).email),
    mail.Reader.CONTACT: _is_unconfirmed_endorsement,
    mail.Reader.DECIDED_CONTACT: _endorsement_stands_as_told,
    mail.Reader.OWNERS: lambda outgoing: bool(job_runs.problems()),
    mail.Reader.ACCOUNT: email_readers.may_have,
}
