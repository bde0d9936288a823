"""E-mails that warn officers and owners about a guild at once, without waiting for a digest."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet

from signatures.actions.accounts import emails
from signatures.models import Guild, Role, User

NOTICE = "emails/guild_warning"


def owners() -> QuerySet[User]:
    """Return everyone who has the rights of an owner."""
    return User.objects.filter(Q(role=Role.OWNER) | Q(is_superuser=True), is_active=True)


def officers(guild: Guild) -> QuerySet[User]:
    """Return the active officers of ``guild``."""
    return User.objects.filter(officer__guild=guild, is_active=True)


def tell(people: Iterable[User], *, subject: str, text: str, advice: str, path: str) -> None:
    """Queue an e-mail to each of ``people`` with a link to the page at ``path``."""
    words = {"subject": subject, "text": text, "advice": advice}
    for each in people:
        emails.queue_notice(each.email, NOTICE, words | {"url": settings.SITE_URL + path})
