"""What a signatory can do with their own signature, by the link in their mail."""

from django.db import transaction
from django.utils import timezone

from signatures.actions import delivery, links, mailboxes, notables, tallies
from signatures.models import (
    CodeReservation,
    Decision,
    OutgoingMail,
    Respelling,
    Signature,
    SignedInMember,
    Token,
)
from signatures.models.signature import NOBODY
from signatures.text import addresses, finding

State = Signature.State


@transaction.atomic
def withdraw(link: str) -> Signature:
    """Withdraw the signature behind ``link`` and erase the person; return what was.

    Its row stays for the tallies and the log. The same mailbox, or member, may sign again. Raises
    BrokenLinkError, and UsedLinkError when it is withdrawn already.
    """
    found = links.follow(link, Token.Purpose.MANAGE)
    signature = Signature.objects.select_for_update().get(pk=found.pk)
    counted = signature.state != State.PENDING
    if counted:
        tallies.left(signature)
    notables.forget(signature)
    Token.objects.filter(signature=signature).update(email="")
    OutgoingMail.objects.unsent().filter(signature=signature).delete()
    Respelling.objects.filter(signature=signature).delete()
    SignedInMember.objects.filter(signature=signature).delete()
    signature.vouch_requests.all().delete()
    CodeReservation.objects.filter(signature=signature).delete()
    signature.code_claims.all().delete()  # says which of its members a guild's code was sent to
    signature.roster_claims.all().delete()
    Signature.objects.filter(pk=signature.pk).update(
        state=State.WITHDRAWN,
        withdrawn_at=timezone.now(),
        published_at=None,
        **NOBODY,
        name_key=finding.LAST,
        updates=False,
        chosen_guild=None,
        hold_reasons=[],
        refusal="",
    )
    Decision.objects.create(
        signature=signature,
        statement_id=signature.statement_id,
        from_state=signature.state,
        to_state=State.WITHDRAWN,
        reason="withdrawn by the signatory",
    )
    if counted:
        signature.refresh_from_db()
        tallies.entered(signature)
    return found


@transaction.atomic
def ask_for_link(email: str) -> None:
    """Queue one e-mail to the owner of ``email``, with a link to each proven signature of theirs.

    Returns nothing, and does the same work whether or not there are any. May be repeated within
    MAILBOX_LIMITS.
    """
    may_hear = mailboxes.may_hear(email)
    newest = Signature.objects.proven_from(addresses.mailbox(email)).first()
    if may_hear and newest:
        OutgoingMail.objects.create(signature=newest, kind=OutgoingMail.Kind.LINK)
    else:
        OutgoingMail.objects.create(kind=OutgoingMail.Kind.NOTHING)
    transaction.on_commit(delivery.wake, robust=True)
