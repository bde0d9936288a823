"""Queueing of the e-mails of published updates, and how far each has come."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.models import OutgoingMail, Signature, Statement, Update
from signatures.models.signature import SignatureQuerySet

AHEAD = 2_000  # e-mails of one update that wait in the queue at a time

Kind = OutgoingMail.Kind
UNSENT = Q(sent_at=None, failed_at=None)


@dataclass(frozen=True)
class Progress:
    """How many e-mails of an update were sent, wait, failed, or were no longer wanted."""

    to_send: int
    sent: int
    waiting: int
    failed: int
    unwanted: int


def readers(statement: Statement | int) -> SignatureQuerySet:
    """Return the published signatures whose signatories asked for updates by e-mail."""
    there = Signature.objects.filter(statement=statement, state=Signature.State.PUBLISHED)
    return there.filter(updates=True).exclude(email="")


def queue_due() -> int:
    """Queue the next e-mails of each update that is being sent; return how many.

    Any number of workers may run, and any may be killed: the e-mails and the place reached are
    written in one transaction, and a constraint lets no signature get an update twice.
    """
    ids = list(Update.objects.to_send().values_list("pk", flat=True))
    return sum(_queue_next(pk) for pk in ids)


@transaction.atomic
def _queue_next(pk: int) -> int:
    sending = Update.objects.to_send().select_for_update(skip_locked=True, of=["self"])
    update = sending.filter(pk=pk).first()
    if update is None:
        return 0
    if update.to_send is None:
        update.to_send = readers(update.statement_id).count()
    waiting = OutgoingMail.objects.filter(UNSENT, update=update).count()
    found = readers(update.statement_id).filter(pk__gt=update.reached_id).order_by("pk")
    ids = list(found.values_list("pk", flat=True)[: max(AHEAD - waiting, 0)])
    OutgoingMail.objects.bulk_create(
        [OutgoingMail(signature_id=each, update=update, kind=Kind.UPDATE) for each in ids],
        ignore_conflicts=True,
    )
    update.queued += len(ids)
    update.reached_id = ids[-1] if ids else update.reached_id
    if not ids and not waiting:
        update.ended_at = timezone.now()
    update.save(update_fields=["to_send", "queued", "reached_id", "ended_at"])
    if ids:
        transaction.on_commit(delivery.wake, robust=True)
    return len(ids)


def progress(update: Update) -> Progress:
    """Return how far the e-mails of ``update`` have come."""
    mails = OutgoingMail.objects.filter(update=update)
    counted = mails.aggregate(
        waiting=Count("pk", filter=UNSENT),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
        unwanted=Count("pk", filter=Q(kind=Kind.NOTHING)),
    )
    return Progress(
        to_send=max(update.to_send or 0, update.queued),
        sent=update.queued - sum(counted.values()),
        **counted,
    )
