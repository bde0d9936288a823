"""Who may do what at the desk: the one table. ``User.may`` reads it, and nothing else decides."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    MODERATOR = "moderator", _("moderator")
    VIEWER = "viewer", _("viewer")


class Right(StrEnum):
    PEOPLE = "people"  # who else is an organizer
    STATEMENTS = "statements"
    GUILDS = "guilds"  # what a guild is trusted with, see Guild.SET_BY_OWNERS
    ORGANIZATIONS = "organizations"
    UPDATES = "updates"
    SIGNATURES = "signatures"
    ADDRESSES = "addresses"  # of those who asked for updates
    NUMBERS = "numbers"
    LOG = "log"
    OPERATION = "operation"  # whether scheduled jobs run and e-mail goes out


EVERYBODY = frozenset({Right.NUMBERS, Right.LOG})

RIGHTS = {
    Role.OWNER: frozenset(Right),
    Role.EDITOR: EVERYBODY | {Right.STATEMENTS, Right.ORGANIZATIONS, Right.UPDATES},
    Role.MODERATOR: EVERYBODY | {Right.SIGNATURES},
    Role.VIEWER: EVERYBODY,
}
