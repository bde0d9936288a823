"""One e-mail address across all statements: its signatures, and what keeps e-mail from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from signatures import tokens
from signatures.actions.privacy import erasures_file
from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, OutgoingMail, Signature, Statement, Suppression, User
from signatures.text import addresses

MOST = 100  # signatures, far more than one mailbox has


@dataclass(frozen=True)
class AddressFacts:
    """The rows about a mailbox. ``similar`` are signatures of possibly the same one."""

    signatures: Sequence[Signature]
    similar: Sequence[Signature]
    suppressions: Sequence[Suppression]
    failed: Sequence[OutgoingMail]

    @property
    def can_be_cleared(self) -> bool:
        return bool(self.suppressions or self.failed)


def look_up(email: str) -> AddressFacts:
    """Return what is stored about ``email``, a valid address. Writes nothing."""
    mailbox, soft = addresses.mailbox(email), addresses.soft_mailbox(email)
    everywhere = list(Statement.objects.values_list("pk", flat=True))
    rows = Signature.objects.filter(statement__in=everywhere).select_related("statement")
    rows = rows.order_by("-pk")
    same = list(rows.filter(mailbox__in=addresses.keys(mailbox))[:MOST])
    similar = rows.filter(mailbox_soft=soft).exclude(pk__in=[each.pk for each in same])
    failed = OutgoingMail.objects.failed().filter(signature__in=same)
    return AddressFacts(
        signatures=same,
        similar=list(similar[:MOST]),
        suppressions=list(_suppressions(mailbox).select_related("statement")),
        failed=list(failed.select_related("signature__statement").order_by("-failed_at")),
    )


@transaction.atomic
def clear(email: str, *, by: User, reason: str) -> int:
    """Allow e-mails to ``email`` again and forget those that failed; return how many entries.

    The log has a line for each, with the statement and without the address. May be repeated.
    """
    mailbox = addresses.mailbox(email)
    cleared = 0
    for each in _suppressions(mailbox).select_related("statement").select_for_update(of=["self"]):
        erasures_file.note_allowed(each)
        _log(each.statement, "no e-mails to an address", each.reason, "allowed again", by, reason)
        each.delete()
        cleared += 1
    everywhere = list(Statement.objects.values_list("pk", flat=True))
    of_mailbox = Signature.objects.filter(
        statement__in=everywhere, mailbox__in=addresses.keys(mailbox)
    )
    failed = OutgoingMail.objects.failed().filter(signature__in=of_mailbox)
    for mail in failed.select_related("signature__statement"):
        statement = mail.signature.statement if mail.signature else None
        _log(statement, "failed e-mail", mail.last_error, "cleared", by, reason)
        mail.delete()
        cleared += 1
    return cleared


def _suppressions(mailbox: str) -> QuerySet[Suppression]:
    both = addresses.keys(mailbox)
    hashes = [e for each in both for e in tokens.fingerprints(each, purpose="mailbox")]
    return Suppression.objects.filter(mailbox_hash__in=hashes)


def _log(
    statement: Statement | None, subject: str, before: str, after: str, by: User, reason: str
) -> None:
    audit_log.record(
        Decision.About.MAIL,
        statement=statement,
        subject=subject,
        from_state=before,
        to_state=after,
        by=by,
        reason=reason,
    )
