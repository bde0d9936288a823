"""Retention of personal data: scheduled erasure of what is no longer needed."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from signatures.actions.accounts import second_factors
from signatures.actions.audits import audits
from signatures.actions.guilds.codes import claims as codes
from signatures.actions.guilds.codes import totals as code_totals
from signatures.actions.guilds.roster import retention as roster_retention
from signatures.actions.guilds.sign_in import membership as guild_sign_in
from signatures.actions.guilds.vouching import answers as vouching_answers
from signatures.actions.guilds.vouching import requests as vouching
from signatures.actions.guilds.vouching import settlements as vouching_settlements
from signatures.actions.imports import uploads
from signatures.actions.moderation import bulk as batches
from signatures.actions.moderation import queue
from signatures.actions.organizations import retention as endorsement_retention
from signatures.actions.privacy import closed_statements, erase, withheld
from signatures.actions.record_keeping import rate_limits
from signatures.actions.record_keeping.webhooks import webhooks
from signatures.actions.signing import address_changes, identity_claims
from signatures.actions.statements import press_links
from signatures.actions.statements.invitations import retention as invitations
from signatures.actions.tidying import undo as tidying
from signatures.models import OutgoingMail, Signature, Token
from signatures.models.outgoing_mail import SEALED_KINDS
from signatures.models.personal_data import When

KEEP_NOTHING_MAILS = timedelta(days=1)


def erase_expired() -> int:
    """Erase data whose time is over and return the number of rows changed. May be repeated."""
    return sum(erase_expired_by_rule().values())


def erase_expired_by_rule(*, dry_run: bool = False) -> dict[str, int]:
    """Erase data whose time is over; return the number of rows by rule. May be repeated.

    With ``dry_run``, only count: everything is undone before anyone else can see it.
    """
    rules = {"before": BEFORE, **{when.value: [clock] for when, clock in CLOCKS.items()}}
    rules["after"] = AFTER
    if not dry_run:
        return {name: sum(clock() for clock in clocks) for name, clocks in rules.items()}
    with transaction.atomic():
        numbers = {name: sum(clock() for clock in clocks) for name, clocks in rules.items()}
        transaction.set_rollback(True)
    return numbers


def _signatures() -> int:
    now = timezone.now()
    since = now - settings.KEEP_PENDING
    first = Coalesce("first_submitted_at", "signed_at")
    has_just_ended = Q(statement__closes_at__range=(now - settings.CONFIRM_WITHIN, now))
    pending = Signature.objects.annotate(first=first).filter(
        ~vouching.with_request(since=since), ~has_just_ended, first__lt=since
    )
    return erase.delete_pending(pending) + erase.erase_rejected()


def _sources() -> int:
    old = Signature.objects.filter(signed_at__lt=timezone.now() - settings.KEEP_SOURCE)
    return old.exclude(source_network="").update(source_network="")


def _links() -> int:
    over = timezone.now() - settings.KEEP_OLD_LINKS
    return Token.objects.filter(expires_at__lt=over).delete()[0]


def _codes() -> int:
    return codes.delete_reservations(before=timezone.now() - settings.KEEP_PENDING)


def _of_closed() -> int:
    signed_in = guild_sign_in.delete_of_closed()
    return signed_in + withheld.delete_of_closed() + code_totals.delete_of_closed()


def _sessions() -> int:
    """Delete expired sessions, and the addresses and browsers stored about them."""
    ended, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    # Spares new rows: a session's address is written before the session itself.
    old = UserSession.objects.filter(created_at__lt=timezone.now() - timedelta(hours=1))
    return ended + old.filter(~Exists(alive)).delete()[0]


def _unneeded_mails() -> int:
    """Delete old rows that never became e-mails, and sent e-mails that refer to no other row."""
    unneeded = Q(kind=OutgoingMail.Kind.NOTHING) | Q(kind__in=SEALED_KINDS, sent_at__isnull=False)
    old = timezone.now() - KEEP_NOTHING_MAILS
    return OutgoingMail.objects.filter(unneeded, update=None, created_at__lt=old).delete()[0]


# The function that erases for each ``When`` of the registry of personal data.
CLOCKS: dict[When, Callable[[], int]] = {
    When.VOUCHING: vouching.delete_expired,
    When.SIGNATURE: _signatures,
    When.WITHHELD: withheld.erase_due,
    When.ADDRESSES: closed_statements.erase_addresses,
    When.SOURCE: _sources,
    When.LINKS: _links,
    When.LIMITS: rate_limits.delete_old,
    When.CODES: _codes,
    When.BATCHES: batches.delete_old,
    When.IMPORTS: uploads.delete_expired,
    When.ENDORSEMENT: endorsement_retention.delete_expired,
    When.INVITATIONS: invitations.erase_expired,
    When.PRESS_LINKS: press_links.delete_expired,
    When.CLAIMS: identity_claims.delete_expired,
    When.NEW_ADDRESS: address_changes.delete_expired,
    When.TIDYINGS: tidying.delete_expired,
    When.ANSWERS: audits.delete_old_answers,
    When.CLOSED: _of_closed,
    When.ROSTERS: roster_retention.delete_expired,
    When.SESSIONS: _sessions,
}
# Scheduled work outside the registry. BEFORE concludes due answers before they are erased.
BEFORE = [vouching_answers.settle, audits.close_expired]
AFTER = [
    vouching_settlements.settle,
    _unneeded_mails,
    queue.delete_finished,
    webhooks.delete_old_calls,
    second_factors.seal_all,
]
