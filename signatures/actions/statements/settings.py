"""Settings of a statement: address, dates, rules, and the invitation."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction

from signatures.actions.counts import milestones
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.actions.statements import addresses
from signatures.errors import StaleEditError, TakenAddressError
from signatures.models import Decision, Guild, LaunchList, Statement, User
from signatures.models.statement import new_invitation

SETTINGS: tuple[str, ...] = (
    "slug",
    "language",
    "front_page",
    "opens_at",
    "publishes_at",
    "closes_at",
    "goal",
    "milestones",
    "next_steps",
    "guild_letter",
    "searchable",
    "signature_pages",
    "linked_sites",
    "linked_orcids",
    "moderation",
    "form_fields",
    "shares_mailboxes",
    "members_only",
    "guild_id",
    "shared_networks",
)
LAUNCH = ("embargo_at", "after_close")
PAUSE = ("paused_at", "pause_note")


def revision(statement: Statement) -> str:
    """Return a hash of the settings someone was shown, so that a later change is noticed."""
    shown = [in_words(getattr(statement, name)) for name in SETTINGS + LAUNCH + PAUSE]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


@transaction.atomic
def change(statement: Statement, values: Mapping[str, Any], *, seen: str, by: User) -> list[str]:
    """Set ``values`` and return the names of those that were different.

    ``seen`` is the ``revision`` in the form. Putting a statement on the front page takes the
    current one off. A new slug leaves the old one as a former address, which leads here. Raises
    StaleEditError if the settings have changed since, and TakenAddressError.
    """
    every = _all_locked()
    [now] = [each for each in every if each.pk == statement.pk]
    if revision(now) != seen:
        raise StaleEditError
    changed = {name: value for name, value in values.items() if getattr(now, name) != value}
    batch = uuid.uuid4()
    if changed.get("front_page"):
        for other in every:
            if other.front_page and other != now:
                _set(other, {"front_page": False}, by, batch)
    _set(now, changed, by, batch)
    if "slug" in changed:
        addresses.moved(now, to=changed["slug"])
    if {"goal", "milestones"} & set(changed):
        milestones.note_reached(Statement.objects.get(pk=now.pk))
    if "publishes_at" in changed:  # there was no launch, or it will be another one
        LaunchList.objects.filter(statement=now).delete()
    if changed:
        page_cache.invalidate_on_commit()
    return list(changed)


def locked(statement: Statement) -> Statement:
    """Lock the settings of ``statement`` as ``change`` does, and return them as they are now."""
    [now] = [each for each in _all_locked() if each.pk == statement.pk]
    return now


def _all_locked() -> list[Statement]:
    """Lock all in one order, so that two changes of the front page wait for each other."""
    return list(Statement.objects.select_for_update(no_key=True).order_by("pk"))


@transaction.atomic
def renew_invitation(statement: Statement, *, shown: str, by: User) -> bool:
    """Replace the invitation ``shown`` by a new one; return False if it is not the current one."""
    now = Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if now.invitation != shown:
        return False
    Statement.objects.filter(pk=now.pk).update(invitation=new_invitation())
    # Without the invitation itself, as anyone who has it can read the statement.
    audit_log.record(
        Decision.About.STATEMENT,
        statement=statement,
        subject="invitation",
        to_state="made anew",
        by=by,
    )
    page_cache.invalidate_on_commit()
    return True


def _set(statement: Statement, values: Mapping[str, Any], by: User, batch: uuid.UUID) -> None:
    try:
        with transaction.atomic():
            Statement.objects.filter(pk=statement.pk).update(**values)
    except IntegrityError as error:
        if "slug" not in values:
            raise
        raise TakenAddressError from error
    for name, value in values.items():
        audit_log.record(
            Decision.About.STATEMENT,
            statement=statement,
            subject=name,
            from_state=_value(name, getattr(statement, name)),
            to_state=_value(name, value),
            by=by,
            batch=batch,
        )


def _value(name: str, value: Any) -> str:
    """Return a setting as the log says it: a guild by its name."""
    if name == "guild_id" and value:
        return Guild.objects.values_list("name", flat=True).get(pk=value)
    return in_words(value)


def in_words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
