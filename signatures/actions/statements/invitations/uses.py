"""Signing with an invitation: each personal one makes one signature, a group link so many."""

from django.db import transaction

from signatures.actions.privacy import erase
from signatures.actions.signing import sign as signing
from signatures.actions.signing.submissions import SignatureInput, Source
from signatures.errors import UsedInvitationError
from signatures.models import Invitation, InvitationUse, Signature, TextVersion
from signatures.text import addresses

State = Signature.State


def is_used_up(invitation: Invitation) -> bool:
    """Return whether no one else can sign with it.

    A personal one is used by a signature that was confirmed, so that a mistyped address can
    still be corrected. Who withdraws gives their place back.
    """
    uses = invitation.uses.exclude(signature__state=State.WITHDRAWN)
    if invitation.is_personal:
        return uses.exclude(signature__state=State.PENDING).exists()
    return uses.count() >= (invitation.limit or 0)


def sign(
    words: SignatureInput,
    *,
    on: TextVersion,
    source: Source,
    read: str = "",
    invitation: Invitation | None,
) -> str | None:
    """Sign as ``signing.sign`` does, and note the invitation that the signature came with.

    Raises what ``signing.sign`` raises, and UsedInvitationError.
    """
    if invitation and is_used_up(invitation) and not _is_again(invitation, words):
        raise UsedInvitationError
    own_link = signing.sign(words, on=on, source=source, read=read)
    if invitation:
        _attach(invitation, words, own_link)
    return own_link


def _is_again(invitation: Invitation, words: SignatureInput) -> bool:
    """Return whether the mailbox has a signature of this invitation that it may send again."""
    mailbox = addresses.mailbox(words.email) if words.email else None
    return invitation.uses.filter(
        signature__mailbox=mailbox, signature__state=State.PENDING
    ).exists()


@transaction.atomic
def _attach(invitation: Invitation, words: SignatureInput, own_link: str | None) -> None:
    """Note the use by the new signature. One that was there before the invitation gets none."""
    locked = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    signature = _new_signature(locked, words, own_link)
    if signature is None or InvitationUse.objects.filter(signature=signature).exists():
        return
    if is_used_up(locked):
        erase.delete_pending(Signature.objects.filter(pk=signature.pk))
        raise UsedInvitationError
    if locked.is_personal:
        mistyped = Signature.objects.filter(invitation_use__invitation=locked)
        erase.delete_pending(mistyped)
    InvitationUse.objects.create(invitation=locked, signature=signature)


def _new_signature(
    invitation: Invitation, words: SignatureInput, own_link: str | None
) -> Signature | None:
    there = Signature.objects.filter(statement=invitation.statement_id)
    if own_link:
        return signing.links.follow(own_link, signing.Token.Purpose.MANAGE)
    mailbox = addresses.mailbox(words.email)
    return there.filter(mailbox=mailbox, state=State.PENDING).first()
