"""Pauses in sending while the mail server refuses every e-mail.

A 5xx usually concerns one recipient or message. If the server refuses everything, it blocks this
site or rejects the sender address. The two differ in whether the server accepts other e-mails
meanwhile.
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
LATELY = timedelta(minutes=1)  # a server that accepted an e-mail within this does not block us
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=10)
NOTE_EVERY = timedelta(seconds=10)


def get() -> MailServer:
    """Return the stored state of the mail server. Creates it if necessary."""
    return MailServer.objects.get_or_create(pk=1)[0]


def is_paused(server: MailServer) -> bool:
    """Tell whether sending to ``server`` is paused now."""
    return server.paused_until is not None and server.paused_until > timezone.now()


def took_another_since(server: MailServer, outgoing: OutgoingMail) -> bool:
    """Tell whether the server accepted another e-mail since it last refused this one."""
    if not outgoing.attempts or not outgoing.was_refused or server.accepted_at is None:
        return False
    return server.accepted_at > timezone.now() - wait_after(outgoing.attempts) * 0.8


@transaction.atomic
def note_accepted() -> None:
    """Note that the server accepts e-mails. This ends a pause and makes refused e-mails due.

    Safe to repeat. Writes at most every NOTE_EVERY while all is well.
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
    """Count recipients refused since the last accepted e-mail, and pause after ENOUGH of them."""
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
