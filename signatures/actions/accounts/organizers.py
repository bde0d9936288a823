"""Organizers and their roles. Each change is in the audit log."""

from collections.abc import Collection
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from signatures.actions.accounts import emails
from signatures.actions.record_keeping import audit_log
from signatures.errors import LastOwnerError
from signatures.models import Decision, Role, Statement, User

ROLE_FIELDS = {"role", "is_active", "is_staff", "is_superuser"}


@transaction.atomic
def add(
    *, email: str, role: str, limited_to: Collection[Statement] | None = None, by: User
) -> User:
    """Make someone an organizer and e-mail them a link to set a password.

    Someone who already has an account, such as an officer, gets the role. It is for the
    statements ``limited_to`` only; for the whole site if that is None.
    """
    user = User.objects.select_for_update().filter(email=email.lower()).first()
    if user:
        User.objects.filter(pk=user.pk).update(role=role, is_active=True)
        user.refresh_from_db()
    else:
        user = User.objects.create_user(email, role=role)
    _limit(user, limited_to)
    _log(user, "", _in_words(user), by)
    emails.queue_password_link(user.email, limited=False)
    return user


def record_changes(user: User, *, before: dict[str, Any], by: User) -> None:
    """Write into the audit log what a superuser changed. ``before`` has the old values, by field.

    For a name or an address the log says only that it changed. No one can use a former address
    any more. Call it in the transaction of the change.
    """
    if "email" in before:
        EmailAddress.objects.filter(user=user).delete()
    for field, value in before.items():
        is_personal = field not in ROLE_FIELDS
        audit_log.record(
            Decision.About.ROLE,
            person=user,
            subject=_label(field),
            from_state="" if is_personal else str(value),
            to_state="changed" if is_personal else str(getattr(user, field)),
            by=by,
        )


@transaction.atomic
def change_role(
    user: User, role: str, *, limited_to: Collection[Statement] | None = None, by: User
) -> bool:
    """Give an organizer another role. Return False if they have it already.

    It is for the statements ``limited_to`` only; for the whole site if that is None, as the role
    of an owner always is. Raises LastOwnerError if the site would have no owner left.
    """
    if role != Role.OWNER:
        _keep_an_owner(user)
    now = User.objects.select_for_update().get(pk=user.pk)
    before = _in_words(now)
    now.role = role
    now.save(update_fields=["role"])
    _limit(now, None if role == Role.OWNER else limited_to)
    after = _in_words(now)
    if before == after:
        return False
    _log(now, before, after, by)
    return True


@transaction.atomic
def switch(user: User, *, on: bool, by: User) -> bool:
    """Switch an organizer's account on or off, at once. Return False if nothing changes.

    Raises LastOwnerError if the site would have no active owner left.
    """
    if not on:
        _keep_an_owner(user)
    if not User.objects.filter(pk=user.pk, is_active=not on).update(is_active=on):
        return False
    states = ["switched off", "switched on"]
    _log(user, states[not on], states[on], by)
    return True


@transaction.atomic
def forget_second_factor(user: User, *, by: User | None, reason: str) -> bool:
    """Delete the second factors of someone who lost them all. Return False if there are none.

    All their sessions end, because an open one could set up a second factor of its own.
    """
    factors = list(Authenticator.objects.filter(user=user).select_for_update())
    if not factors:
        return False
    Authenticator.objects.filter(pk__in=[each.pk for each in factors]).delete()
    _end_sessions(user)
    audit_log.record(
        Decision.About.ROLE,
        person=user,
        subject="second factor",
        from_state=", ".join(sorted({each.type for each in factors})),
        by=by,
        reason=reason,
    )
    return True


def _end_sessions(user: User) -> None:
    """End all sessions of ``user``. Only their content names the user, but there are few."""
    UserSession.objects.filter(user=user).delete()
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def _keep_an_owner(user: User) -> None:
    """Raise LastOwnerError for the last owner. Locks all owners, so that two cannot go at once."""
    owners = set(User.objects.owners().order_by("pk").select_for_update())
    if owners == {user}:
        raise LastOwnerError


def _log(user: User, before: str, after: str, by: User) -> None:
    audit_log.record(Decision.About.ROLE, person=user, from_state=before, to_state=after, by=by)


def _limit(user: User, to: Collection[Statement] | None) -> None:
    """Limit the role of ``user`` to some statements; None means the whole site."""
    user.is_limited_to_some = to is not None
    user.save(update_fields=["is_limited_to_some"])
    user.limited_to.set(to or [])


def _in_words(user: User) -> str:
    """Return the role, and the slugs of the statements if it is for some, for the log."""
    if not user.is_limited:
        return user.role
    slugs = user.limited_to.order_by("slug").values_list("slug", flat=True)
    return f"{user.role} for {', '.join(slugs) or 'no statement'}"


def _label(name: str) -> str:
    return str(next(each.verbose_name for each in User._meta.fields if each.name == name))
