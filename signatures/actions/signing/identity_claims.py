"""Reports by people named on a list who did not sign ("This is not me").

A report counts once the link in its e-mail was confirmed. It takes only a notable name off the
list at once, and only CLAIM_HOLDS of them a day; every other name stays until an organizer decides
(``actions.moderation.claims``). So no one can empty a list by reports.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from signatures import tokens
from signatures.actions.evidence import transitions
from signatures.actions.mail import delivery, mailbox_limits
from signatures.actions.mail.sealed import sealed_mails
from signatures.actions.privacy import erasures_file
from signatures.actions.record_keeping import audit_log, rate_limits
from signatures.actions.signing.sign import Source
from signatures.errors import BrokenLinkError, ExpiredLinkError, FloodError, UsedLinkError
from signatures.models import (
    HoldReason,
    IdentityClaim,
    Notable,
    OutgoingMail,
    Signature,
    Statement,
    User,
)
from signatures.text import addresses, finding

State = IdentityClaim.State
MOST_FOUND = 20  # signatures of one name to choose from
MOST_LOOKED_AT = 500  # whose name or description begins with it


def admit(source: Source) -> None:
    """Count a form from ``source``. Raises FloodError if there were too many of them."""
    if source.shared:
        return
    most = settings.CLAIM_LIMITS
    if over := rate_limits.exceeded(rate_limits.count(f"claims {source.limited}", most), most):
        raise FloodError(over)


def find(statement: Statement, name: str) -> list[Signature]:
    """Return the signatures that the list shows under the whole ``name``, newest first.

    Case and accents do not matter. The beginning of the searched text is in an index; names are
    not.
    """
    begins = finding.folded_text(name, "")
    if not begins:
        return []
    listed = Signature.objects.listed(statement).filter(display__in=Signature.NAMED)
    alike = listed.filter(search_text__startswith=begins)[:MOST_LOOKED_AT]
    found = [each for each in alike if finding.folded_text(each.name, "") == begins]
    return found[:MOST_FOUND]


@transaction.atomic
def ask(signature: Signature, *, email: str, words: str = "") -> None:
    """Record a report that the person named did not sign, and e-mail a link to confirm it.

    Returns nothing and does the same work for any address. An earlier report from the same mailbox
    that is not confirmed yet is replaced; one that waits or was decided stays, and no e-mail goes.
    """
    mailbox = addresses.mailbox(email)
    may_hear = mailbox_limits.may_hear(email, of=signature.statement_id)
    may_claim = _counts_today(mailbox)
    mine = IdentityClaim.objects.filter(signature=signature, mailbox=mailbox)
    mine.filter(state=State.UNCONFIRMED).delete()
    if mine.exists() or not (may_hear and may_claim):
        OutgoingMail.objects.create(kind=OutgoingMail.Kind.NOTHING)
        return
    link = tokens.new_link()
    claim = IdentityClaim.objects.create(
        signature=signature,
        email=email,
        mailbox=mailbox,
        words=words,
        sha256=tokens.link_hash(link),
    )
    sealed_mails.queue(
        OutgoingMail.Kind.CLAIM,
        to=email,
        text=signature.text_version,
        about=claim.pk,
        claim_url=reverse("confirm_claim", args=[link]),
        hours=settings.CONFIRM_WITHIN // timedelta(hours=1),
    )
    transaction.on_commit(delivery.wake, robust=True)


def _counts_today(mailbox: str) -> bool:
    """Count one more report from a mailbox, in its soft form; tell whether it is within limits."""
    most = settings.CLAIMS_OF_MAILBOX
    counted = rate_limits.count(f"claims of {addresses.soft_mailbox(mailbox)}", most)
    return rate_limits.exceeded(counted, most) is None


def follow(link: str) -> IdentityClaim:
    """Return the report behind ``link``, with its signature and text. Changes nothing.

    Raises BrokenLinkError, ExpiredLinkError after CONFIRM_WITHIN, and UsedLinkError once the
    signature is gone.
    """
    related = ["signature__statement", "signature__text_version"]
    found = IdentityClaim.objects.filter(sha256=tokens.link_hash(link)).select_related(*related)
    claim = found.first()
    if claim is None:
        raise BrokenLinkError
    if claim.state == State.UNCONFIRMED:
        if claim.asked_at + settings.CONFIRM_WITHIN <= timezone.now():
            raise ExpiredLinkError(claim.signature.text_version)
        if claim.signature.is_erased:
            raise UsedLinkError
    return claim


@transaction.atomic
def confirm(link: str) -> IdentityClaim:
    """Let a report count: hold a notable name at once, and queue the report for organizers.

    May be repeated, even by many clients at once. Raises what ``follow`` raises.
    """
    claim = follow(link)
    row = IdentityClaim.objects.select_for_update().get(pk=claim.pk)
    if row.state != State.UNCONFIRMED:
        return claim
    signature = claim.signature
    audit_log.record_of(
        signature,
        by=None,
        to_state="someone reported that the person named did not sign",
    )
    claim.holds = bool(_may_hold(signature) and hold([signature.pk]))
    claim.state, claim.confirmed_at = State.WAITING, timezone.now()
    claim.save(update_fields=["state", "confirmed_at", "holds"])
    return claim


def hold(signatures: Sequence[int]) -> list[int]:
    """Take published signatures (ids) off the list until an organizer has decided."""
    return transitions.move(
        signatures,
        before=[Signature.State.PUBLISHED],
        after=Signature.State.HELD,
        by=None,
        reason="someone reported that the person named did not sign",
        held_for=HoldReason.CLAIMED,
    )


def _may_hold(signature: Signature) -> bool:
    """Tell whether a report takes this name off the list at once, and count that it does.

    Not again after organizers have looked at an earlier report and kept the name.
    """
    if not Notable.objects.filter(signature=signature).exists():
        return False
    if IdentityClaim.objects.filter(signature=signature, state=State.REFUSED).exists():
        return False
    most: dict[timedelta, int] = settings.CLAIM_HOLDS
    counted = rate_limits.count(f"claims that hold of {signature.statement_id}", most)
    return rate_limits.exceeded(counted, most) is None


def of_address(email: str) -> QuerySet[IdentityClaim]:
    """Return the reports that came from an address."""
    return IdentityClaim.objects.filter(mailbox=addresses.mailbox(email))


@transaction.atomic
def erase_of(email: str, *, by: User | None, reason: str) -> int:
    """Delete the reports that came from an address, also from a restored backup.

    Return how many. A name that one of them took off the list stays there for organizers to decide
    on. May be repeated.
    """
    found = list(
        of_address(email).select_related("signature__statement").select_for_update(of=["self"])
    )
    for claim in found:
        erasures_file.note_claim_erased(claim)
        audit_log.record_of(
            claim.signature,
            by=by,
            from_state="report that the person named did not sign",
            to_state="erased",
            reason=reason,
        )
        claim.delete()
    return len(found)


def delete_expired() -> int:
    """Delete reports KEEP_PENDING after they were not confirmed, KEEP_CLAIMS after the decision.

    Return how many. May be repeated.
    """
    now = timezone.now()
    unconfirmed = IdentityClaim.objects.filter(
        state=State.UNCONFIRMED, asked_at__lt=now - settings.KEEP_PENDING
    )
    decided = IdentityClaim.objects.filter(decided_at__lt=now - settings.KEEP_CLAIMS)
    return unconfirmed.delete()[0] + decided.delete()[0]
