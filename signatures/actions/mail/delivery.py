"""Delivery of due e-mails from the outgoing queue, in batches, each at least once."""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import caches
from django.core.mail import get_connection
from django.db import connection as database
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from signatures import mail, tokens
from signatures.actions.accounts import email_readers
from signatures.actions.mail import failures, readers, sending, updates
from signatures.actions.mail import server as mail_server
from signatures.actions.mail.sealed import last_mails, sealed_mails
from signatures.actions.mail.sending import LEASE, Batch
from signatures.actions.monitoring import job_runs, mail_budget
from signatures.actions.statements.invitations import envelopes as invitations
from signatures.errors import UnknownMailError
from signatures.models import OutgoingMail, Signature, Token, User
from signatures.models.outgoing_mail import SEALED_KINDS
from signatures.models.update import WHILE_PAUSED

logger = logging.getLogger(__name__)

BATCH = 50
LONGEST_RUN = timedelta(minutes=5)  # below Celery's time limit, which stops a task at any point

# Django's bulk_create would write a statement with a parameter for each cell.
TOKEN_COLUMNS = ["sha256", "purpose", "signature_id", "endorsement_id", "email"]
TOKEN_COLUMNS += ["created_at", "expires_at"]
ADD_TOKENS = f"""
    INSERT INTO signatures_token ({", ".join(TOKEN_COLUMNS)})
    SELECT * FROM unnest(%s::bytea[], %s::text[], %s::bigint[], %s::bigint[], %s::text[],
        %s::timestamptz[], %s::timestamptz[])
"""  # noqa: S608 - no value in it

Kind = OutgoingMail.Kind
WAKE_KEY = "wake"
failed_wakes = 0


def wake() -> None:
    """Tell a worker that an e-mail is due, with at most one such message waiting at a time.

    Never raises and never waits long. Without Redis the row stays in the queue until the
    scheduled job or ``manage.py run_jobs --loop`` finds it.
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
    """Send all due e-mails, or at most ``most``, and return how many were sent.

    Any number of senders may run at once. If one dies, its e-mails wait two minutes, and only
    the one it was sending may be sent twice. Stops early when the server accepts nothing, and
    after LONGEST_RUN. Does nothing while mail_server has paused sending.
    """
    caches["pages"].delete(WAKE_KEY)  # first, so that every later commit can wake a worker again
    sent, goes_on, ends_at = 0, True, timezone.now() + LONGEST_RUN
    connection = get_connection()
    try:
        while goes_on and (batch := _claim(BATCH if most is None else min(BATCH, most - sent))):
            delivered, goes_on = sending.send(batch, connection, ends_at)
            sent += delivered
    finally:
        connection.close()
    return sent


@transaction.atomic
def _claim(most: int) -> Batch | None:
    """Lease due e-mails for LEASE, with new links and codes. Return None if none is due."""
    if not OutgoingMail.objects.due().exists():  # asked every second, mostly in vain
        return None
    server = mail_server.get()
    if mail_server.is_paused(server):
        return None
    most = min(most, mail_server.ENOUGH) if server.pauses else most  # try a few after a pause
    waiting = mail_budget.STRANGERS if mail_budget.is_spent(server) else []
    due = _due(most, first=True, without=waiting) or _due(most, first=False)
    if not due:
        return None
    until = timezone.now() + LEASE
    OutgoingMail.objects.filter(pk__in=[each.pk for each in due]).update(
        due_at=until, attempts=F("attempts") + 1, last_error=""
    )
    suppressed = readers.suppressed(due)
    wanted = {each: each.pk not in suppressed and _is_wanted(each) for each in due}
    silent = OutgoingMail.objects.filter(
        pk__in=[each.pk for each, is_wanted in wanted.items() if is_wanted is False]
    )
    silent.filter(kind__in=[*SEALED_KINDS, Kind.UPDATE]).update(kind=Kind.NOTHING)
    silent.update(sent_at=timezone.now(), sealed="")
    batch = [_address(each) for each, is_wanted in wanted.items() if is_wanted]
    mail_budget.spend([each.outgoing for each in batch])
    _add([token for each in batch for token in _tokens(each)])
    return Batch(batch, server, until)


def _due(most: int, *, first: bool, without: Sequence[str] = ()) -> list[OutgoingMail]:
    """Lock due e-mails: with ``first`` those that someone waits for, otherwise the others."""
    due = (
        OutgoingMail.objects.due()
        .exclude(kind__in=without)
        .select_for_update(skip_locked=True, of=["self"])
    )
    last = Q(kind__in=mail.NOT_URGENT)
    return list(due.filter(~last if first else last).select_related(*mail.RELATIONS)[:most])


def _is_wanted(outgoing: OutgoingMail) -> bool | None:
    """Tell whether to send it. None puts it off: it is paused, or its kind is unknown."""
    if outgoing.update and outgoing.update.paused_at:
        OutgoingMail.objects.filter(pk=outgoing.pk).update(due_at=timezone.now() + WHILE_PAUSED)
        return None
    try:
        return readers.has_reader(outgoing)
    except UnknownMailError as error:
        logger.error("E-mail %s was not sent: its kind %r is unknown", outgoing.pk, outgoing.kind)
        fields = failures.later(error, outgoing)
        OutgoingMail.objects.filter(pk=outgoing.pk).update(**fields)
        return None


def _address(outgoing: OutgoingMail) -> mail.Envelope:
    kind = mail.kind_of(outgoing)
    if kind.reader is mail.Reader.ACCOUNT:
        return mail.Envelope(outgoing, direct=email_readers.address(outgoing))
    if kind.reader is mail.Reader.ERASED:
        return mail.Envelope(outgoing, direct=last_mails.address(outgoing))
    if kind.reader is mail.Reader.INVITED:
        return mail.Envelope(outgoing, direct=invitations.address(outgoing))
    if kind.reader is mail.Reader.ADDRESSEE:
        return mail.Envelope(outgoing, direct=sealed_mails.address(outgoing))
    if kind.reader is mail.Reader.OWNERS:
        return mail.Envelope(outgoing, direct=_to_owners())
    if outgoing.update:
        return updates.envelope(outgoing, outgoing.update)
    code = tokens.new_code() if kind.has_code else ""
    own = _own(mail.signature_of(outgoing)) if kind.lists_signatures else []
    own_links = tuple((each, tokens.new_link()) for each in own)
    return mail.Envelope(outgoing, link=tokens.new_link(), code=code, own_links=own_links)


def _to_owners() -> mail.DirectMail:
    owners = User.objects.owners().values_list("email", flat=True)
    return mail.DirectMail(to=tuple(owners), context={"problems": job_runs.problems()})


def _own(signature: Signature) -> Iterable[Signature]:
    """Return all signatures of its mailbox that have a page of their own, with their texts."""
    found = Signature.objects.past_pending(signature.folded_address)
    return found.select_related("text_version")


def _tokens(envelope: mail.Envelope) -> list[Token]:
    """Return a token for each link and code of an e-mail."""
    outgoing, link = envelope.outgoing, mail.kind_of(envelope.outgoing).link
    if link is None:
        return []
    if envelope.own_links:
        return [
            Token(
                sha256=tokens.link_hash(each_link),
                purpose=link.purpose,
                signature=each,
                email=each.email,
            )
            for each, each_link in envelope.own_links
        ]
    whose = _whose(outgoing)
    expires_at = link.expires_at(outgoing)
    sha256 = tokens.link_hash(envelope.link)
    made = [Token(sha256=sha256, purpose=link.purpose, expires_at=expires_at, **whose)]
    if envelope.code:
        made += [
            Token(
                sha256=tokens.code_hash(envelope.code, mail.signature_of(outgoing).folded_address),
                purpose=Token.Purpose.CODE,
                expires_at=timezone.now() + settings.CODE_WITHIN,
                **whose,
            )
        ]
    return made


def _add(made: list[Token]) -> None:
    with database.cursor() as cursor:
        cursor.execute(ADD_TOKENS, [[getattr(t, column) for t in made] for column in TOKEN_COLUMNS])


def _whose(outgoing: OutgoingMail) -> dict[str, Any]:
    """Return the fields of a token that say who may use it."""
    if outgoing.endorsement:
        return {"endorsement": outgoing.endorsement, "email": outgoing.endorsement.contact_email}
    signature = mail.signature_of(outgoing)
    return {"signature": signature, "email": signature.email}
