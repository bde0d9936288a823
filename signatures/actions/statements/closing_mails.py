"""E-mails to everyone who signed, when signing has ended."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.models import ClosingNotice, OutgoingMail, Signature, Statement
from signatures.models.signature import SignatureQuerySet

AT_ONCE = 1_000  # signatures whose e-mails are queued in one transaction
Kind = OutgoingMail.Kind


def queue_due() -> int:
    """Queue the next e-mails of each statement whose signing has ended; return how many.

    Begins CLOSING_TOLD_AFTER after the end, and never for an end CLOSING_TOLD_WITHIN ago. Any
    number of workers may run, and any may be killed: e-mails and the place reached are written in
    one transaction, and a constraint lets no signature get the e-mail twice.
    """
    now = timezone.now()
    ended = Statement.objects.filter(
        closes_at__lte=now - settings.CLOSING_TOLD_AFTER,
        closes_at__gt=now - settings.CLOSING_TOLD_WITHIN,
        publishes_at__lte=now,
    )
    open_yet = Q(closingnotice=None) | Q(closingnotice__ended_at=None)
    return sum(_queue_next(each) for each in ended.filter(open_yet))


def readers(statement: Statement) -> SignatureQuerySet:
    """Return the signatures whose signatories are told: confirmed before the end, not withdrawn."""
    stands = [Signature.State.PUBLISHED, Signature.State.HELD]
    there = Signature.objects.filter(statement=statement, state__in=stands).exclude(email="")
    return there.filter(attested_at__lt=statement.closes_at)


@transaction.atomic
def _queue_next(statement: Statement) -> int:
    ClosingNotice.objects.get_or_create(statement=statement, defaults={"began_at": timezone.now()})
    locked = ClosingNotice.objects.select_for_update(skip_locked=True)
    notice = locked.filter(statement=statement, ended_at=None).first()
    if notice is None:
        return 0
    found = readers(statement).filter(pk__gt=notice.reached_id).order_by("pk")
    ids = list(found.values_list("pk", flat=True)[:AT_ONCE])
    OutgoingMail.objects.bulk_create(
        [OutgoingMail(signature_id=each, kind=Kind.CLOSED) for each in ids],
        ignore_conflicts=True,
    )
    notice.queued += len(ids)
    if ids:
        notice.reached_id = ids[-1]
        transaction.on_commit(delivery.wake, robust=True)
    else:
        notice.ended_at = timezone.now()
    notice.save(update_fields=["reached_id", "queued", "ended_at"])
    return len(ids)
