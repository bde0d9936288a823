"""Rights of each role at the desk. ``User.may`` reads this table; nothing else decides."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    MODERATOR = "moderator", _("moderator")
    VIEWER = "viewer", _("viewer")


class Right(StrEnum):
    PEOPLE = "people"  # adding and removing organizers
    STATEMENTS = "statements"
    GUILDS = "guilds"  # how far a guild is trusted, see Guild.SET_BY_OWNERS
    ORGANIZATIONS = "organizations"
    UPDATES = "updates"
    SIGNATURES = "signatures"
    ADDRESSES = "addresses"  # of signatories who asked for updates
    NUMBERS = "numbers"
    LOG = "log"
    OPERATION = "operation"  # whether scheduled jobs run and e-mail goes out


EVERYBODY = frozenset({Right.NUMBERS, Right.LOG})

NO_RIGHTS: frozenset[Right] = frozenset()
RIGHTS: dict[str, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.EDITOR: EVERYBODY | {Right.STATEMENTS, Right.ORGANIZATIONS, Right.UPDATES},
    Role.MODERATOR: EVERYBODY | {Right.SIGNATURES},
    Role.VIEWER: EVERYBODY,
}
