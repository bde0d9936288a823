"""Signing with an invitation: each personal one makes one signature, a group link so many."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from signatures.actions.privacy import erase
from signatures.actions.signing import sign as signing
from signatures.actions.signing.submissions import SignatureInput, Source
from signatures.errors import UsedInvitationError
from signatures.models import Invitation, InvitationUse, Signature, TextVersion

State = Signature.State


def is_used_up(invitation: Invitation) -> bool:
    """Return whether no one else can sign with it.

    A personal one is used by a signature that was confirmed, so that a mistyped address can
    still be corrected. Someone who withdraws gives their place back.
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
    """Sign as ``signing.sign`` does, and note the use of ``invitation`` in the same transaction.

    Raises what ``signing.sign`` raises, and UsedInvitationError.
    """
    place = _place(invitation) if invitation else None
    return signing.sign(words, on=on, source=source, read=read, place=place)


@contextmanager
def _place(invitation: Invitation) -> Iterator[Callable[[int], None]]:
    """Let others with this link wait, and yield a function that notes a signature as its use."""
    locked = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    yield partial(_take, locked)


def _take(invitation: Invitation, signature: int) -> None:
    """Note the use by a new signature; one older than the invitation uses up nothing."""
    there = InvitationUse.objects.filter(signature=signature)
    if there.filter(invitation=invitation, signature__state=State.PENDING).exists():
        return  # the form was sent again
    if is_used_up(invitation):
        raise UsedInvitationError
    is_new = Signature.objects.filter(pk=signature, state=State.PENDING, invitation_use=None)
    if not is_new.exists():
        return
    if invitation.is_personal:
        mistyped = Signature.objects.filter(invitation_use__invitation=invitation)
        erase.delete_pending(mistyped)
    InvitationUse.objects.create(invitation=invitation, signature_id=signature)
