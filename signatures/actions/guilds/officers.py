"""Officers of guilds: added and removed. Each change is in the audit log."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from signatures.actions.accounts import emails as account_mail
from signatures.actions.record_keeping import audit_log
from signatures.errors import OtherGuildError
from signatures.models import Decision, Guild, Officer, User

INVITATION = "emails/officer_invitation"


@transaction.atomic
def add(guild: Guild, *, email: str, by: User) -> Officer:
    """Make someone an officer of ``guild``, and e-mail them an invitation.

    Someone without a password gets a second e-mail, with a link to set one. May be repeated.
    Raises OtherGuildError for an officer of another guild.
    """
    user = User.objects.select_for_update().filter(email=email.lower()).first()
    user = user or User.objects.create_user(email)
    officer, is_new = Officer.objects.get_or_create(
        user=user, defaults={"guild": guild, "added_by": by}
    )
    if officer.guild_id != guild.pk:
        raise OtherGuildError
    if is_new:
        _log(officer, "", f"officer of {guild.slug}", by)
        _invite(officer, by)
    if not user.has_usable_password():
        account_mail.queue_password_link(user.email, limited=False)
    return officer


@transaction.atomic
def remove(officer: Officer, *, by: User) -> bool:
    """Remove an officer at once. Return False if they were removed before.

    Their role as an organizer does not change.
    """
    deleted, _ = Officer.objects.filter(pk=officer.pk).delete()
    if deleted:
        _log(officer, f"officer of {officer.guild.slug}", "", by)
    return bool(deleted)


def _invite(officer: Officer, by: User) -> None:
    """Say who invited them, for which guild, what they can see, and how to check all this."""
    guild, user = officer.guild, officer.user
    words = {
        "guild": guild.name,
        "by": by.email,
        "permitted_by": guild.mark_permitted_by,
        "needs_password": "" if user.has_usable_password() else "yes",
        "url": settings.SITE_URL + reverse("guild", args=[guild.slug]),
    }
    account_mail.queue_notice(user.email, INVITATION, words)


def _log(officer: Officer, before: str, after: str, by: User) -> None:
    audit_log.record(
        Decision.About.ROLE, person=officer.user, from_state=before, to_state=after, by=by
    )
