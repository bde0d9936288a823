"""Change of a signatory's e-mail address, confirmed from the old and from the new one.

Both get a link, and the second of the two makes the change. Someone who holds only the link to the
signature, or only one of the two mailboxes, can change nothing.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from signatures import tokens
from signatures.actions.mail import delivery, links, mailbox_limits
from signatures.actions.mail.sealed import sealed_mails
from signatures.actions.privacy import erasures_file, quotes, withheld
from signatures.actions.record_keeping import rate_limits
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.models import AddressChange, Decision, OutgoingMail, Signature, Token
from signatures.models.decision import ADDRESS_CHANGED
from signatures.text import addresses

Kind = OutgoingMail.Kind
HAS_ADDRESS = (Signature.State.HELD, Signature.State.PUBLISHED)


def can_change(signature: Signature) -> bool:
    """Tell whether the signature has a confirmed address that can be changed."""
    return bool(signature.email) and signature.state in HAS_ADDRESS


@transaction.atomic
def ask(link: str, email: str) -> None:
    """Ask to change the address of the signature of ``link``, and e-mail both addresses.

    Returns nothing and does the same whether or not someone has signed with the new address: only
    the e-mail there differs. Replaces an earlier request. Above ADDRESS_CHANGES a day, and for the
    address that the signature has already, nothing happens. Raises what ``links.follow`` raises,
    and UsedLinkError for a signature without an address.
    """
    signature = _locked(links.follow(link, Token.Purpose.MANAGE))
    if not can_change(signature):
        raise UsedLinkError
    counted = rate_limits.count(f"new address of {signature.pk}", settings.ADDRESS_CHANGES)
    may_hear = mailbox_limits.may_hear(email, of=signature.statement_id)
    too_many = rate_limits.exceeded(counted, settings.ADDRESS_CHANGES)
    if too_many or email == signature.email:
        return
    AddressChange.objects.filter(signature=signature).delete()
    old, new = tokens.new_link(), tokens.new_link()
    change = AddressChange.objects.create(
        signature=signature,
        email=email,
        mailbox=addresses.mailbox(email),
        old_sha256=tokens.link_hash(old),
        new_sha256=tokens.link_hash(new),
    )
    _tell(change, Kind.OLD_ADDRESS, signature.email, old)
    if not may_hear:
        OutgoingMail.objects.create(kind=Kind.NOTHING)
    elif _is_taken(change):
        _tell(change, Kind.TAKEN_ADDRESS, email)
    else:
        _tell(change, Kind.NEW_ADDRESS, email, new)
    transaction.on_commit(delivery.wake, robust=True)


def _tell(change: AddressChange, kind: OutgoingMail.Kind, to: str, link: str = "") -> None:
    values: dict[str, Any] = {"change_url": reverse("new_address", args=[link])} if link else {}
    sealed_mails.queue(
        kind,
        to=to,
        text=change.signature.text_version,
        about=change.pk,
        hours=settings.CONFIRM_WITHIN // timedelta(hours=1),
        **values,
    )


def _is_taken(change: AddressChange) -> bool:
    """Tell whether another signature of the statement has this address, or had it.

    No one becomes the second person with a mailbox by a change, but two who share one already
    can each spell it anew.
    """
    if change.mailbox == change.signature.folded_address:
        return False
    same = Signature.objects.filter(
        statement=change.signature.statement_id, mailbox__in=addresses.keys(change.mailbox)
    ).exclude(pk=change.signature_id)
    nameless = withheld.find(change.email, of=change.signature.statement_id)
    return bool(nameless) or same.exists()


def follow(link: str) -> tuple[AddressChange, bool]:
    """Return the change behind a link, and whether the link went to the new address.

    Changes nothing. Raises BrokenLinkError and ExpiredLinkError.
    """
    sha256 = tokens.link_hash(link)
    related = ["signature__statement", "signature__text_version"]
    found = AddressChange.objects.filter(Q(old_sha256=sha256) | Q(new_sha256=sha256))
    change = found.select_related(*related).first()
    if change is None:
        raise BrokenLinkError
    if change.asked_at + settings.CONFIRM_WITHIN <= timezone.now():
        raise ExpiredLinkError(change.signature.text_version)
    return change, bytes(change.new_sha256) == sha256


@transaction.atomic
def confirm(link: str) -> bool:
    """Confirm a change from one of its two addresses; return whether it is made now.

    The second confirmation makes it, unless someone has signed with the new address meanwhile.
    May be repeated until then. Raises what ``follow`` raises.
    """
    found, is_new = follow(link)
    signature = _locked(found.signature)
    change = AddressChange.objects.select_for_update().filter(pk=found.pk).first()
    if change is None or not can_change(signature):
        raise BrokenLinkError
    name = "new_confirmed_at" if is_new else "old_confirmed_at"
    setattr(change, name, getattr(change, name) or timezone.now())
    change.save(update_fields=[name])
    if not (change.old_confirmed_at and change.new_confirmed_at):
        return False
    change.signature = signature
    if _is_taken(change):
        change.delete()
        raise UsedLinkError
    _apply(change)
    return True


@transaction.atomic
def stop(link: str) -> None:
    """Delete the change behind a link, from either address. Raises what ``follow`` raises."""
    change, _ = follow(link)
    change.delete()


def _apply(change: AddressChange) -> None:
    """Write the new address, and delete everything that had the old one."""
    signature, old = change.signature, change.signature.email
    is_same = change.mailbox == signature.folded_address
    key = signature.mailbox if is_same else change.mailbox
    quotes.erase([signature])
    Token.objects.filter(signature=signature).delete()
    Signature.objects.filter(pk=signature.pk).update(
        email=change.email,
        mailbox=key,
        mailbox_soft=addresses.soft_mailbox(change.email),
    )
    OutgoingMail.objects.failed().filter(signature=signature).delete()
    change.delete()
    signature.email, signature.mailbox = change.email, key
    erasures_file.note_new_address(signature)
    Decision.objects.create(
        signature=signature,
        statement=signature.statement,
        from_state=signature.state,
        to_state=ADDRESS_CHANGED,
        reason="changed by the signatory",
    )
    OutgoingMail.objects.create(signature=signature, kind=Kind.ADDRESS_SET)
    reference = tokens.reference(signature.public_id)
    sealed_mails.queue(Kind.LEFT_ADDRESS, to=old, text=signature.text_version, reference=reference)
    transaction.on_commit(delivery.wake, robust=True)


def delete_expired() -> int:
    """Delete changes that were not confirmed in time. Return how many. May be repeated."""
    before = timezone.now() - settings.CONFIRM_WITHIN
    return AddressChange.objects.filter(asked_at__lt=before).delete()[0]


def _locked(found: Signature) -> Signature:
    signature = Signature.objects.select_for_update(of=["self"]).get(pk=found.pk)
    signature.statement, signature.text_version = found.statement, found.text_version
    return signature
