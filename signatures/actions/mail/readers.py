"""Whether someone should still get an e-mail that is due."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from signatures import mail
from signatures.actions.accounts import email_readers
from signatures.actions.mail import suppressions
from signatures.actions.mail.sealed import last_mails, sealed_mails
from signatures.actions.monitoring import job_runs
from signatures.actions.statements.invitations import envelopes as invitations
from signatures.models import Endorsement, OutgoingMail, Signature, TextVersion

NOT_SUPPRESSED = {mail.Reader.NO_ONE, mail.Reader.CONTACT, mail.Reader.DECIDED_CONTACT}
NOT_SUPPRESSED |= {mail.Reader.OWNERS, mail.Reader.ACCOUNT, mail.Reader.ERASED}
NOT_SUPPRESSED |= {mail.Reader.ADDRESSEE}
ASKED_ABOUT_WORDINGS = (Signature.State.PUBLISHED, Signature.State.HELD)


def has_reader(outgoing: OutgoingMail) -> bool:
    """Tell whether someone should still get it. Raises UnknownMailError.

    ``suppressed`` has its own say, for all e-mails of a batch.
    """
    return READERS[mail.kind_of(outgoing).reader](outgoing)


def suppressed(due: list[OutgoingMail]) -> set[int]:
    """Return the ids of the e-mails about signatures whose mailbox is suppressed.

    The last e-mail, which confirms the end of a signature, is never among them.
    """
    kinds = mail.KINDS
    about = [each for each in due if each.kind in kinds and each.signature]
    about = [each for each in about if kinds[each.kind].reader not in NOT_SUPPRESSED]
    signatures = suppressions.among([mail.signature_of(each) for each in about])
    return {each.pk for each in about if each.signature_id in signatures}


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


def _is_as_told(outgoing: OutgoingMail) -> bool:
    """Tell whether the signature is still in the state that the e-mail tells of."""
    signature = mail.signature_of(outgoing)
    return bool(signature.email) and signature.state == mail.STATE_TOLD[outgoing.kind]


def _is_unconfirmed_endorsement(outgoing: OutgoingMail) -> bool:
    endorsement = outgoing.endorsement
    return endorsement is not None and endorsement.state == Endorsement.State.PENDING


def _endorsement_stands_as_told(outgoing: OutgoingMail) -> bool:
    endorsement = outgoing.endorsement
    if endorsement is None or not endorsement.contact_email:
        return False
    return endorsement.state == mail.ENDORSEMENT_STATE_TOLD[outgoing.kind]


def _has_signed(outgoing: OutgoingMail) -> bool:
    """Tell whether the signature still counts, or may yet, after signing has ended."""
    signature = mail.signature_of(outgoing)
    stands = signature.state in (Signature.State.PUBLISHED, Signature.State.HELD)
    ends = signature.statement.closes_at
    return bool(signature.email) and stands and ends is not None and ends <= timezone.now()


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
    return is_there and signature.updates and update.taken_back_at is None


READERS: dict[mail.Reader, Callable[[OutgoingMail], bool]] = {
    mail.Reader.NO_ONE: lambda outgoing: False,
    mail.Reader.UNCONFIRMED: _is_unconfirmed,
    mail.Reader.PAST_PENDING: _is_past_pending,
    mail.Reader.REMINDED: _is_unconfirmed,
    mail.Reader.DECIDED: _is_as_told,
    mail.Reader.ERASED: last_mails.may_have,
    mail.Reader.SIGNED: _has_signed,
    mail.Reader.EARLIER_WORDING: _has_signed_earlier,
    mail.Reader.UPDATES: _wants_update,
    mail.Reader.SIGNATORY: lambda outgoing: bool(mail.signature_of(outgoing).email),
    mail.Reader.INVITED: invitations.may_have,
    mail.Reader.CONTACT: _is_unconfirmed_endorsement,
    mail.Reader.DECIDED_CONTACT: _endorsement_stands_as_told,
    mail.Reader.OWNERS: lambda outgoing: bool(job_runs.problems()),
    mail.Reader.ADDRESSEE: sealed_mails.may_have,
    mail.Reader.ACCOUNT: email_readers.may_have,
}
