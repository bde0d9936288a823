"""Mailboxes that asked not to hear from us about a statement."""

from signatures import tokens
from signatures.actions.privacy import erasures_file
from signatures.models import Signature, Suppression


def suppress(signature: Signature, *, reason: str) -> None:
    """Send no more e-mails about its statement to the mailbox of ``signature``. Repeatable.

    Call in the transaction of what the owner of the mailbox asked for.
    """
    suppression, is_new = Suppression.objects.get_or_create(
        statement_id=signature.statement_id,
        mailbox_hash=tokens.fingerprint(signature.mailbox, purpose="mailbox"),
        defaults={"reason": reason, "key_id": tokens.key_id()},
    )
    if is_new:
        erasures_file.note_suppressed(suppression)
