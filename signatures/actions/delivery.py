"""Sending the mails that are due: from the rows, in batches, each at least once."""

import logging
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from celery import current_app
from django.conf import settings
from django.core.cache import caches
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from signatures import mail, tokens
from signatures.models import Endorsement, OutgoingMail, Signature, Token
from signatures.models.outgoing_mail import GIVE_UP_AFTER

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(seconds=60)  # a sender that died gives its mails back after this
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)

Kind = OutgoingMail.Kind
VOUCHED = [Kind.VOUCHED_YES, Kind.VOUCHED_NO, Kind.VOUCHED_UNSURE]
WAKE_KEY = "wake"
failed_wakes = 0


def wake() -> None:
    """Tell a worker that a mail is due; at most one such message waits at a time.

    Never raises and never waits long: without Redis the row stays where it is, and
    the clock or ``manage.py deliver_mail --loop`` finds it.
    """
    global failed_wakes  # noqa: PLW0603 - counted for the log, nothing depends on it
    if not caches["pages"].add(WAKE_KEY, 1, timeout=30):
        return
    try:
        current_app.send_task("signatures.tasks.deliver_due_mail", retry=False, expires=60)
    except OperationalError:
        failed_wakes += 1
        logger.warning("No worker could be woken (%s times so far)", failed_wakes)


def deliver_due(*, most: int | None = None) -> int:
    """Send the mails that are due, ``most`` of them or all, and return how many were sent.

    Any number of senders may do this at once. One that dies costs its mails a minute, and
    sends none twice but the one it had in hand.
    """
    caches["pages"].delete(WAKE_KEY)  # first, so that whoever commits from now on wakes again
    sent, reachable = 0, True
    connection = get_connection()
    try:
        while reachable and (batch := _claim(BATCH if most is None else min(BATCH, most - sent))):
            delivered, reachable = _send(batch, connection)
            sent += delivered
    finally:
        connection.close()
    return sent


@transaction.atomic
def _claim(most: int) -> list[mail.Addressed]:
    """Take due mails for LEASE, with new links and codes for each."""
    due = _due(most, first=True) or _due(most, first=False)
    now = timezone.now()
    OutgoingMail.objects.filter(pk__in=[each.pk for each in due]).update(
        due_at=now + LEASE, attempts=F("attempts") + 1
    )
    silent = [each.pk for each in due if not _has_a_reader(each)]
    OutgoingMail.objects.filter(pk__in=silent).update(sent_at=now)
    batch = [_address(each) for each in due if _has_a_reader(each)]
    Token.objects.bulk_create(token for each in batch for token in _tokens(each))
    return batch


def _due(most: int, *, first: bool) -> list[OutgoingMail]:
    """Lock due mails: ``first`` those that somebody waits for, and only then those of an audit."""
    due = OutgoingMail.objects.due().select_for_update(skip_locked=True, of=["self"])
    wanted = due.exclude(kind=Kind.AUDIT) if first else due.filter(kind=Kind.AUDIT)
    return list(wanted.select_related(*mail.ABOUT)[:most])


def _has_a_reader(outgoing: OutgoingMail) -> bool:
    if outgoing.kind == Kind.NOTHING:
        return False
    if outgoing.kind == Kind.ENDORSE:
        return outgoing.endorsement.state == Endorsement.State.PENDING
    if not outgoing.signature.email:
        return False
    if outgoing.kind in (Kind.AUDIT, *VOUCHED):
        return True
    pending = outgoing.signature.attested_at is None
    return pending == (outgoing.kind == Kind.CONFIRM)


def _address(outgoing: OutgoingMail) -> mail.Addressed:
    code = tokens.new_code() if outgoing.kind == Kind.CONFIRM else ""
    own = _own(outgoing.signature) if outgoing.kind == Kind.LINK else []
    own_links = tuple((each, tokens.new_link()) for each in own)
    return mail.Addressed(outgoing, link=tokens.new_link(), code=code, own_links=own_links)


def _own(signature: Signature) -> Iterable[Signature]:
    """Return all that the mailbox of ``signature`` has proven, each with what its link names."""
    found = Signature.objects.proven_from(signature.mailbox)
    return found.select_related("text_version")


def _tokens(addressed: mail.Addressed) -> list[Token]:
    sha256, now = tokens.link_hash(addressed.link), timezone.now()
    if addressed.own_links:
        return [
            Token(
                sha256=tokens.link_hash(link),
                purpose=Token.Purpose.MANAGE,
                signature=each,
                email=each.email,
            )
            for each, link in addressed.own_links
        ]
    if endorsement := addressed.outgoing.endorsement:
        return [
            Token(
                sha256=sha256,
                purpose=Token.Purpose.ENDORSE,
                expires_at=mail.link_ends(addressed.outgoing),
                endorsement=endorsement,
                email=endorsement.contact_email,
            )
        ]
    signature = addressed.outgoing.signature
    whose = {"signature": signature, "email": signature.email}
    if addressed.outgoing.kind == Kind.AUDIT:
        expires_at = now + settings.AUDIT_WITHIN
        return [Token(sha256=sha256, purpose=Token.Purpose.AUDIT, expires_at=expires_at, **whose)]
    if not addressed.code:
        return [Token(sha256=sha256, purpose=Token.Purpose.MANAGE, **whose)]
    return [
        Token(
            sha256=sha256,
            purpose=Token.Purpose.CONFIRM,
            expires_at=mail.link_ends(addressed.outgoing),
            **whose,
        ),
        Token(
            sha256=tokens.code_hash(addressed.code, signature.mailbox),
            purpose=Token.Purpose.CODE,
            expires_at=now + settings.CODE_WITHIN,
            **whose,
        ),
    ]


def _send(batch: list[mail.Addressed], connection: BaseEmailBackend) -> tuple[int, bool]:
    """Send a batch on one connection; return how many went, and whether a server was there."""
    sent, wordings = 0, {}
    with _marking() as mark:
        for place, each in enumerate(batch):
            try:
                connection.open()  # does nothing while it is open
            except (SMTPException, OSError) as error:
                logger.warning("The mail server cannot be reached: %s", _reason(error))
                for rest in batch[place:]:
                    mark(rest.outgoing, **_after(error, rest.outgoing))
                return sent, False
            try:
                mail.send(each, connection, wordings)
            except (SMTPException, OSError) as error:
                connection.close()  # whatever state it is in; the next mail opens a new one
                mark(each.outgoing, **_after(error, each.outgoing))
                logger.warning("Mail %s was not sent: %s", each.outgoing.pk, _reason(error))
            else:
                mark(each.outgoing, sent_at=timezone.now(), last_error="")
                sent += 1
    return sent, True


@contextmanager
def _marking() -> Iterator[Callable[..., None]]:
    """Give a function that writes what became of a mail, and does not wait until it is written.

    It is on its way to the database at once, for a mark left for later is a mail sent twice;
    the next mail is sent while it is committed.
    """
    database.ensure_connection()
    with database.connection.pipeline() as pipeline:

        def mark(outgoing: OutgoingMail, **fields: object) -> None:
            OutgoingMail.objects.filter(pk=outgoing.pk).update(**fields)
            pipeline.sync()

        yield mark


def _after(error: Exception, outgoing: OutgoingMail) -> dict[str, object]:
    """What becomes of a mail that failed: again later, or never when that cannot help."""
    attempts = outgoing.attempts + 1
    now = timezone.now()
    if _is_permanent(error) or attempts >= GIVE_UP_AFTER:
        return {"failed_at": now, "last_error": _reason(error)}
    wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return {"due_at": now + wait * random.uniform(0.8, 1.2), "last_error": _reason(error)}  # noqa: S311


def _reply(error: Exception) -> int:
    """Return the SMTP reply code (RFC 5321, 4.2) an error carries, or 0."""
    if isinstance(error, SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, SMTPResponseException) else 0


def _is_permanent(error: Exception) -> bool:
    """5xx to this recipient or this message; never what concerns the connection or us."""
    to_this_mail = isinstance(error, SMTPRecipientsRefused | SMTPDataError)
    return to_this_mail and _reply(error) >= 500


def _reason(error: Exception) -> str:
    """Name an error without the server's words, which may hold the address."""
    return f"{type(error).__name__} {_reply(error) or ''}".strip()
