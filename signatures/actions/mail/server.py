"""The mail server's verdicts in a row: when it refuses every e-mail, sending pauses.

A 5xx says that one recipient or message is refused, unless the server refuses everything:
then it is we who are blocked, or who use a wrong sender. What tells the two apart is whether
the server takes other e-mails meanwhile.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from signatures.actions.mail.failures import REFUSED_BEFORE, wait_after
from signatures.models import MailServer, OutgoingMail

logger = logging.getLogger(__name__)

ENOUGH = 5  # different recipients refused in a row
LATELY = timedelta(minutes=1)  # if the server took an e-mail within this, it does not block us
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=10)
NOTE_EVERY = timedelta(seconds=10)


def get() -> MailServer:
    return MailServer.objects.get_or_create(pk=1)[0]


def is_paused(server: MailServer) -> bool:
    return server.paused_until is not None and server.paused_until > timezone.now()


def took_another_since(server: MailServer, outgoing: OutgoingMail) -> bool:
    """Tell whether the server took another e-mail after it refused this one the last time."""
    if not outgoing.attempts or not outgoing.was_refused or server.accepted_at is None:
        return False
    return server.accepted_at > timezone.now() - wait_after(outgoing.attempts) * 0.8


@transaction.atomic
def note_accepted() -> None:
    """Note that the server takes e-mails. This ends a pause; what it held back is due at once.

    Safe to repeat; writes at most every NOTE_EVERY while all is well.
    """
    now = timezone.now()
    news = Q(refused__gt=0) | Q(accepted_at=None) | Q(accepted_at__lt=now - NOTE_EVERY)
    server = MailServer.objects.filter(news).select_for_update(skip_locked=True).first()
    if server is None:
        return
    if server.pauses:
        logger.warning("The mail server takes e-mails again")
        OutgoingMail.objects.unsent().filter(REFUSED_BEFORE).update(due_at=now)
    MailServer.objects.update(
        accepted_at=now, refused=0, refused_since=None, pauses=0, paused_until=None
    )


@transaction.atomic
def note_refused(recipients: int, refusal: str) -> None:
    """Count recipients refused since the last accepted e-mail, and pause when they are enough."""
    now = timezone.now()
    server = MailServer.objects.select_for_update().get(pk=1)
    server.refused += recipients
    server.refused_since = server.refused_since or now
    server.last_refusal = refusal
    lately = server.accepted_at is not None and server.accepted_at > now - LATELY
    if server.refused >= ENOUGH and not lately:
        server.paused_until = now + min(FIRST_PAUSE * 2 ** min(server.pauses, 9), LONGEST_PAUSE)
        server.pauses += 1
        logger.error(
            "The mail server refuses everything, %s recipients in a row (%s): sending pauses"
            " until %s. Check the sender address and whether the server is blocked.",
            server.refused,
            refusal,
            f"{server.paused_until:%H:%M:%S} UTC",
        )
    server.save()
