"""E-mails to people who are invited to sign: the invitation, and at most two reminders."""

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, Invitation, OutgoingMail, Statement, User
from signatures.models.invitation import MOST_REMINDERS, InvitationQuerySet

Kind = OutgoingMail.Kind


def to_send(statement: Statement) -> InvitationQuerySet:
    """Return the invitations that have an address and were not e-mailed yet."""
    return _unanswered(statement).filter(invited_at=None)


def to_remind(statement: Statement) -> InvitationQuerySet:
    """Return the invitations that can be reminded of: not answered, and none too soon."""
    before = timezone.now() - settings.INVITE_AGAIN_AFTER
    told = _unanswered(statement).filter(reminders__lt=MOST_REMINDERS, invited_at__lt=before)
    return told.filter(Q(reminded_at=None) | Q(reminded_at__lt=before))


def send(statement: Statement, *, by: User, only: Invitation | None = None) -> int:
    """Queue the e-mail to everyone, or ``only`` one, who was not e-mailed yet; return how many."""
    now = timezone.now()
    return _queue(statement, to_send(statement), Kind.INVITATION, by, only, invited_at=now)


def remind(statement: Statement, *, by: User, only: Invitation | None = None) -> int:
    """Queue a reminder to everyone, or ``only`` one, who can have one; return how many.

    No one gets more than two, which the database checks too.
    """
    more = {"reminders": F("reminders") + 1, "reminded_at": timezone.now()}
    return _queue(statement, to_remind(statement), Kind.INVITE_AGAIN, by, only, **more)


def _unanswered(statement: Statement) -> InvitationQuerySet:
    there = Invitation.objects.filter(statement=statement)
    return there.none() if statement.is_public or not statement.is_open else there.unanswered()


@transaction.atomic
def _queue(
    statement: Statement,
    found: InvitationQuerySet,
    kind: OutgoingMail.Kind,
    by: User,
    only: Invitation | None,
    **told: object,
) -> int:
    found = found.filter(pk=only.pk) if only else found
    locked = Invitation.objects.filter(pk__in=found.values("pk")).select_for_update()
    ids = set(locked.order_by("pk").values_list("pk", flat=True))
    # Someone else may have sent them while this waited for the lock.
    ids &= set(found.values_list("pk", flat=True))
    if not ids:
        return 0
    Invitation.objects.filter(pk__in=ids).update(**told)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(kind=kind, invitation_id=pk) for pk in sorted(ids)
    )
    what = "invitations" if kind == Kind.INVITATION else "reminders of invitations"
    audit_log.record(
        Decision.About.INVITATION,
        by=by,
        subject=f"invitation {only.position}" if only else f"{len(ids)} {what}",
        statement=statement,
        to_state="e-mailed" if kind == Kind.INVITATION else "reminded",
    )
    transaction.on_commit(delivery.wake, robust=True)
    return len(ids)
