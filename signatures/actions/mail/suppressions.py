"""Suppressions: mailboxes that asked for no more e-mails about a statement."""

from signatures import tokens
from signatures.actions.privacy import erasures_file
from signatures.models import Signature, Suppression


def suppress(signature: Signature, *, reason: str) -> None:
    """Stop all e-mails about its statement to the mailbox of ``signature``. May be repeated.

    Call it in the transaction of the change that the owner of the mailbox asked for.
    """
    suppression, is_new = Suppression.objects.get_or_create(
        statement_id=signature.statement_id,
        mailbox_hash=tokens.fingerprint(signature.mailbox, purpose="mailbox"),
        defaults={"reason": reason, "key_id": tokens.key_id()},
    )
    if is_new:
        erasures_file.note_suppressed(suppression)
