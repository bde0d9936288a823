"""Changes of one's own entry, by the link in an e-mail.

A change is made at once unless it needs review: then it waits as an EntryChange, and the old
entry stays as it is. ``actions.moderation.changes`` has the organizers' decision.
"""

from enum import Enum, auto
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.evidence import screening
from signatures.actions.mail import delivery, links
from signatures.actions.record_keeping import page_cache
from signatures.actions.signing import consents
from signatures.actions.signing.consents import Kind
from signatures.errors import UsedLinkError
from signatures.models import (
    Decision,
    EntryChange,
    HoldReason,
    Occupation,
    OutgoingMail,
    Signature,
    Token,
    User,
)
from signatures.models.decision import CHANGED
from signatures.models.signature import found_by
from signatures.text import similarity

Display, State = Signature.Display, Signature.State
CHANGEABLE = (State.PENDING, State.HELD, State.PUBLISHED)
NAMED = (Display.FULL, Display.NAME)
# Reasons to hold that come from the signature's circumstances and not from its entry.
CIRCUMSTANCES = {
    HoldReason.SAME_MAILBOX,
    HoldReason.DISPOSABLE,
    HoldReason.BOUNCED,
    HoldReason.NETWORK_BURST,
    HoldReason.DOMAIN_BURST,
}


class Entry(NamedTuple):
    """The part of a signature that its signatory wrote and chose, as the list may show it."""

    name: str
    credit: str
    occupation: Occupation | None
    country: str
    display: str

    @property
    def is_named(self) -> bool:
        return self.display in NAMED

    @property
    def shown(self) -> tuple[str, str]:
        """Return the name and the credit that the public sees."""
        name = self.name if self.is_named else ""
        return name, self.credit if self.display == Display.FULL else ""


class Outcome(Enum):
    SAME = auto()
    CHANGED = auto()
    WAITS = auto()


def entry_of(row: Signature | EntryChange) -> Entry:
    return Entry(row.name, row.credit, row.occupation, row.country, row.display)


@transaction.atomic
def change(link: str, entry: Entry, *, consent: str = "") -> Outcome:
    """Change the entry of the signature of ``link``, or let the change wait for review.

    Replaces a change that waits already. May be repeated. ``consent`` are the words of the box to
    publish the name, if it was ticked; hiding the name takes that consent back. Raises
    BrokenLinkError, and UsedLinkError for a signature that is withdrawn or not accepted.
    """
    signature = locked(link)
    waiting = EntryChange.objects.filter(signature=signature)
    if entry == entry_of(signature):
        waiting.delete()
        return Outcome.SAME
    if consent:
        consents.give(signature, Kind.PUBLISH, consent)
    elif not entry.is_named and entry_of(signature).is_named:
        consents.end(signature, Kind.PUBLISH)
    reasons = reasons_to_wait(signature, entry)
    if not reasons:
        waiting.delete()
        apply(signature, entry, reason="changed by the signatory")
        return Outcome.CHANGED
    values = {**entry._asdict(), "reasons": reasons, "accepted_by": None}
    EntryChange.objects.update_or_create(
        signature=signature, defaults={**values, "asked_at": timezone.now()}
    )
    return Outcome.WAITS


@transaction.atomic
def take_back(link: str) -> None:
    """Delete the change that waits, if any. Raises what ``change`` raises."""
    EntryChange.objects.filter(signature=locked(link)).delete()


@transaction.atomic
def stop_publishing(link: str) -> None:
    """Count the signature without showing the name from now on. Raises what ``change`` raises."""
    entry = entry_of(locked(link))
    if entry.is_named:
        change(link, entry._replace(display=Display.COUNTED))


@transaction.atomic
def set_updates(link: str, *, wanted: bool, words: str = "") -> Signature:
    """Turn updates by e-mail on or off; return the signature. Raises what ``change`` raises.

    ``words`` is what the signatory agreed to by turning them on.
    """
    signature = locked(link)
    signature.updates = wanted
    signature.save(update_fields=["updates"])
    if wanted and words:
        consents.give(signature, Kind.UPDATES, words)
    elif not wanted:
        consents.end(signature, Kind.UPDATES)
    return signature


def reasons_to_wait(signature: Signature, entry: Entry) -> list[str]:
    """Return why ``entry`` needs review before it replaces the one of ``signature``, if it does.

    What the public does not see needs none, and neither does a signature that is not confirmed
    yet: it is screened when it is.
    """
    before = entry_of(signature)
    if signature.state == State.PENDING or entry.shown in (before.shown, ("", "")):
        return []
    verdict = screening.screen(with_entry(signature, entry))
    found = [each for each in verdict.reasons if each not in CIRCUMSTANCES]
    if before.is_named and entry.name == before.name:
        # The name was screened when it was confirmed, and so was what the credit said then.
        known = screening.screen(signature).reasons
        found = [e for e in found if e not in known or e == HoldReason.MODERATED_BEFOREHAND]
    if entry.name != before.name and not similarity.is_same_person(entry.name, before.name):
        found.append(HoldReason.OTHER_NAME.value)
    return found


def with_entry(signature: Signature, entry: Entry) -> Signature:
    """Return a copy of ``signature`` with ``entry``. It is not saved."""
    copy = Signature.objects.get(pk=signature.pk)
    copy.statement, copy.text_version = signature.statement, signature.text_version
    for name, value in entry._asdict().items():
        setattr(copy, name, value)
    copy.search_text = found_by(entry.name, entry.credit, entry.display)["search_text"]
    return copy


def apply(signature: Signature, entry: Entry, *, reason: str, by: User | None = None) -> None:
    """Write ``entry``, count it, log it and tell the signatory. Call with the row locked."""
    is_counted = signature.state != State.PENDING
    if is_counted:
        tallies.left(signature)
    values = {**entry._asdict(), **found_by(entry.name, entry.credit, entry.display)}
    before = entry_of(signature)
    if entry.name == before.name and entry.is_named and before.is_named:
        del values["name_key"]  # it may have the family name in it
    Signature.objects.filter(pk=signature.pk).update(**values)
    if is_counted:
        tallies.entered(signature)
    Decision.objects.create(
        signature=signature,
        statement=signature.statement,
        from_state=signature.state,
        to_state=CHANGED,
        reason=reason,
        by=by,
    )
    tell(signature, OutgoingMail.Kind.CHANGED)
    page_cache.invalidate_on_commit()


def tell(signature: Signature, kind: OutgoingMail.Kind) -> None:
    """Queue an e-mail about a change, if the signature has a confirmed address."""
    if signature.email and signature.attested_at:
        OutgoingMail.objects.create(signature=signature, kind=kind)
        transaction.on_commit(delivery.wake, robust=True)


def locked(link: str) -> Signature:
    """Return the signature of ``link``, locked. Raises what ``change`` raises."""
    found = links.follow(link, Token.Purpose.MANAGE)
    there = Signature.objects.select_for_update(of=["self"]).select_related("occupation")
    signature = there.get(pk=found.pk)
    signature.statement, signature.text_version = found.statement, found.text_version
    if signature.state not in CHANGEABLE or signature.is_erased:
        raise UsedLinkError
    return signature
