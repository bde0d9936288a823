"""Sending of one batch of e-mails, each within its lease and marked at once."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, InterfaceError, OperationalError
from django.db import connection as database
from django.utils import timezone

from signatures import mail
from signatures.actions.mail import failures
from signatures.actions.mail import server as mail_server
from signatures.mail.messages import Wording
from signatures.models import MailServer, OutgoingMail

logger = logging.getLogger(__name__)

# Each answer of the server may take EMAIL_TIMEOUT, and an e-mail on an open connection needs at
# most six: MAIL, RCPT, DATA, the message, its receipt, RSET.
LONGEST_MAIL = timedelta(seconds=6 * settings.EMAIL_TIMEOUT)
LEASE = 2 * LONGEST_MAIL  # after this time, others may send the e-mails of a sender that died
TRY_AGAIN_AFTER = 0.5  # seconds, when the database is away

# For nearly every e-mail. The ORM would make the same SQL anew each time.
ACCEPTED = """
    UPDATE signatures_outgoingmail SET sent_at = %s, sealed = ''
    WHERE id = %s AND sent_at IS NULL AND failed_at IS NULL
"""

Mark = Callable[..., None]
Refused = list[tuple[OutgoingMail, Exception]]


class Batch(NamedTuple):
    """A batch of e-mails leased by one sender. No other may send them before ``until``."""

    mails: list[mail.Envelope]
    server: MailServer  # its state when the batch was leased
    until: datetime


def send(batch: Batch, connection: BaseEmailBackend, ends_at: datetime) -> tuple[int, bool]:
    """Send a batch on one connection. Return how many were sent, and whether to send another."""
    sent, goes_on = 0, True
    wordings: dict[object, Wording] = {}
    until, left = batch.until, list(batch.mails)
    refused: Refused = []  # since the last accepted e-mail, and not marked yet
    in_a_row: Refused = []
    with _marking() as mark:
        while left and goes_on:
            if unreachable := _open(connection):
                goes_on = False
                for rest in left:
                    mark(rest.outgoing, **failures.later(unreachable, rest.outgoing))
                continue
            if timezone.now() > until - LONGEST_MAIL:
                goes_on = timezone.now() < ends_at
                until, left = _renew(left, until, LEASE if goes_on else timedelta(0))
                refused = _settle(refused, mark, batch.server)
                continue
            outgoing = left[0].outgoing
            error = _try(left.pop(0), connection, wordings)
            if error is None:
                mark(outgoing, sent_at=timezone.now())
                sent += 1
                refused = in_a_row = _settle(refused, mark, None)
            elif failures.is_refusal(error):
                refused, in_a_row = [*refused, (outgoing, error)], [*in_a_row, (outgoing, error)]
            else:
                mark(outgoing, **failures.later(error, outgoing))
        _settle(refused, mark, batch.server)
    _note(sent, in_a_row)
    return sent, goes_on and (sent > 0 or not in_a_row) and timezone.now() < ends_at


def _open(connection: BaseEmailBackend) -> Exception | None:
    """Open the connection unless it is open. Return the error if that fails."""
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        logger.warning("The mail server cannot be reached: %s", failures.reason(error))
        return error
    return None


def _try(
    envelope: mail.Envelope, connection: BaseEmailBackend, wordings: dict[object, Wording]
) -> Exception | None:
    """Hand one e-mail to the server. Return any error, so that the next ones are still sent."""
    try:
        mail.send(envelope, connection, wordings)
    except Exception as error:  # a bug in one e-mail must not hold up the others
        connection.close()  # its state is unknown; the next e-mail opens a new one
        pk, reason = envelope.outgoing.pk, failures.reason(error)
        logger.warning("E-mail %s was not sent: %s", pk, reason)
        return error
    return None


def _renew(
    left: list[mail.Envelope], until: datetime, lease: timedelta
) -> tuple[datetime, list[mail.Envelope]]:
    """Renew the lease of the e-mails ``left``, without those another sender has taken since."""
    renewed = timezone.now() + lease
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE signatures_outgoingmail SET due_at = %s"
            " WHERE id = ANY(%s) AND due_at = %s AND sent_at IS NULL RETURNING id",
            [renewed, [each.outgoing.pk for each in left], until],
        )
        ours = {pk for (pk,) in cursor.fetchall()}
    return renewed, [each for each in left if each.outgoing.pk in ours]


def _settle(refused: Refused, mark: Mark, server: MailServer | None) -> Refused:
    """Give up refused e-mails if the server accepts others; otherwise try them again later.

    ``server`` tells whether it accepted others before; None means it has just accepted one.
    Return an empty list.
    """
    for outgoing, error in refused:
        others_go = server is None or mail_server.took_another_since(server, outgoing)
        if others_go and not failures.is_about_us(error):
            mark(outgoing, **failures.for_good(error))
        else:
            mark(outgoing, **failures.later(error, outgoing))
    return []


def _note(sent: int, refused: Refused) -> None:
    """Report a batch to mail_server. ``refused`` are those since the last accepted e-mail."""
    if sent:
        mail_server.note_accepted()
    if refused:
        recipients = len({_recipient(each) for each, _ in refused if not each.was_refused})
        if any(failures.is_about_us(error) for _, error in refused):
            recipients = max(recipients, mail_server.ENOUGH)
        mail_server.note_refused(recipients, failures.reason(refused[-1][1]))


def _recipient(outgoing: OutgoingMail) -> object:
    about = outgoing.signature or outgoing.endorsement or outgoing.invitation
    names = ("folded_address", "mailbox", "contact_email")
    return next((found for each in names if (found := getattr(about, each, None))), None)


@contextmanager
def _marking() -> Iterator[Mark]:
    """Yield a function that writes the outcome of an e-mail without waiting for the commit.

    It sends the outcome to the database at once, because a later one could be lost and the e-mail
    sent twice. The next e-mail is sent while the database commits. If the database dies meanwhile,
    what the mail server accepted is marked when it is back, and the error is raised then.
    """
    database.ensure_connection()
    accepted: dict[int, datetime] = {}
    try:
        with database.connection.pipeline() as pipeline, database.cursor() as cursor:

            def mark(outgoing: OutgoingMail, **fields: Any) -> None:
                if fields.keys() == {"sent_at"}:
                    accepted[outgoing.pk] = fields["sent_at"]
                    cursor.execute(ACCEPTED, [fields["sent_at"], outgoing.pk])
                else:
                    ended = {"sealed": ""} if "failed_at" in fields else {}
                    OutgoingMail.objects.unsent().filter(pk=outgoing.pk).update(**fields, **ended)
                pipeline.sync()

            yield mark
    except (DatabaseError, InterfaceError, psycopg.Error):
        _mark_again(accepted)
        raise


def _mark_again(accepted: dict[int, datetime]) -> None:
    """Mark e-mails as accepted once the database answers again, or give up after LEASE.

    Those that are marked already stay as they are.
    """
    give_up = time.monotonic() + LEASE.total_seconds()
    if accepted:
        logger.warning("Database error; marking %s accepted e-mails again", len(accepted))
    while accepted and time.monotonic() < give_up:
        database.close()
        with suppress(OperationalError, InterfaceError), database.cursor() as cursor:
            for pk, sent_at in accepted.items():
                cursor.execute(ACCEPTED, [sent_at, pk])
            return
        time.sleep(TRY_AGAIN_AFTER)
