"""Changes that signatories make to their own entry, by the link in an e-mail.

A change that needs no review is made at once. Any other waits as an EntryChange, and the old entry
stays public meanwhile; ``actions.moderation.changes`` has the organizers' decision. The functions
below that take a link may be repeated. They raise BrokenLinkError, and UsedLinkError for a
signature that is withdrawn or not accepted.
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
# Reasons to hold a signature that have nothing to do with the words of its entry.
NOT_ABOUT_WORDS = {
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
    """The outcome of a change: nothing differs, it is made, or it waits for review."""

    SAME = auto()
    CHANGED = auto()
    WAITS = auto()


def entry_of(row: Signature | EntryChange) -> Entry:
    return Entry(row.name, row.credit, row.occupation, row.country, row.display)


@transaction.atomic
def change(link: str, entry: Entry, *, consent: str = "") -> Outcome:
    """Change the entry of the signature of ``link``, or let the change wait for review.

    It replaces a change that waits already. ``consent`` are the words beside the box to publish
    the name, if it was ticked; hiding the name ends that consent.
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
def discard_change(link: str) -> None:
    """Delete the change that waits, if there is one."""
    EntryChange.objects.filter(signature=locked(link)).delete()


@transaction.atomic
def stop_publishing(link: str) -> None:
    """Hide the name from now on, and still count the signature."""
    entry = entry_of(locked(link))
    if entry.is_named:
        change(link, entry._replace(display=Display.COUNTED))


@transaction.atomic
def set_updates(link: str, *, wanted: bool, words: str = "") -> Signature:
    """Turn updates by e-mail on or off, and return the signature.

    ``words`` are those beside the box with which they are turned on.
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
    """Return why ``entry`` needs review before ``signature`` gets it; [] if it needs none.

    Codes of HoldReason and of rules. Nothing that the public does not see needs review. Neither
    does a pending signature, which will be screened when it is confirmed.
    """
    before = entry_of(signature)
    if signature.state == State.PENDING or entry.shown in (before.shown, ("", "")):
        return []
    verdict = screening.screen(with_entry(signature, entry))
    found = [each for each in verdict.reasons if each not in NOT_ABOUT_WORDS]
    if before.is_named and entry.name == before.name:
        # Whatever holds for the present entry was decided when the signature was confirmed.
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
    """Write ``entry`` with its tallies and log line, and e-mail the signatory.

    Call it in the transaction in which ``signature`` was locked.
    """
    is_counted = signature.state != State.PENDING
    if is_counted:
        tallies.left(signature)
    values = {**entry._asdict(), **found_by(entry.name, entry.credit, entry.display)}
    before = entry_of(signature)
    if entry.name == before.name and entry.is_named and before.is_named:
        del values["name_key"]  # may sort by a family name, which is stored nowhere else
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
    """Return the signature of ``link``, locked, with its statement and text."""
    found = links.follow(link, Token.Purpose.MANAGE)
    there = Signature.objects.select_for_update(of=["self"]).select_related("occupation")
    signature = there.get(pk=found.pk)
    signature.statement, signature.text_version = found.statement, found.text_version
    if signature.state not in CHANGEABLE or signature.is_erased:
        raise UsedLinkError
    return signature
