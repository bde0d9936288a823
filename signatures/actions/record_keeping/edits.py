"""Adding, saving and deleting rows that organizers edit, each with a line in the log.

``LOGGED_MODELS`` has an entry for each model that this works for.
"""

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models.expressions import DatabaseDefault

from signatures.actions.record_keeping import audit_log, page_cache
from signatures.errors import StaleEditError
from signatures.models import (
    Answer,
    Decision,
    Delivery,
    GivenMark,
    Guild,
    Mark,
    Notice,
    Occupation,
    Organization,
    PartnerTotal,
    Right,
    Rule,
    User,
    WatchedName,
)

About = Decision.About
Kind = Rule.Kind


class LoggedModel(NamedTuple):
    """How the log names a row of one model and describes its state, and who may change it."""

    about: About
    subject: Callable[[Any], str]
    state: Callable[[Any], str]  # in a few words, without personal data
    is_public: bool = True  # shown on public pages, so their cache is invalidated
    values: tuple[str, ...] = ()  # fields whose old and new values the log has too
    by_owners: frozenset[str] = frozenset()  # fields that only owners may change


def _rule(rule: Rule) -> str:
    """Describe a rule without an address, a name or a network: log lines are permanent."""
    names_value = rule.kind in (Kind.DOMAIN, Kind.WORD)
    end = f" until {rule.ends_at:%Y-%m-%d %H:%M} UTC" if rule.ends_at else ""
    return f"{rule.effect} {rule.kind}{f' {rule.value}' if names_value else ''}{end}"


def _notice(notice: Notice) -> str:
    end = f" until {notice.shows_until:%Y-%m-%d %H:%M}" if notice.shows_until else ""
    return f"{notice.text} (from {notice.shows_from:%Y-%m-%d %H:%M}{end} UTC)"


LOGGED_MODELS = {
    Rule: LoggedModel(About.RULE, lambda rule: f"rule {rule.pk}", _rule, is_public=False),
    WatchedName: LoggedModel(
        About.WATCHED_NAME,
        lambda watched: f"watched name {watched.pk}",
        lambda watched: "watched",
        is_public=False,
    ),
    Occupation: LoggedModel(About.OCCUPATION, lambda each: each.slug, lambda each: each.name),
    Guild: LoggedModel(
        About.GUILD,
        lambda guild: guild.slug,
        lambda guild: guild.name,
        values=("members", "methods", "mark"),
        by_owners=Guild.SET_BY_OWNERS,
    ),
    PartnerTotal: LoggedModel(
        About.STATEMENT,
        lambda total: f"partner’s total {total.pk}",
        lambda total: f"{total.number:,} {total.way}, {total.collected_by}, {total.as_of}",
    ),
    Delivery: LoggedModel(
        About.STATEMENT,
        lambda delivery: f"delivery {delivery.pk}",
        lambda delivery: f"delivered on {delivery.delivered_at:%Y-%m-%d}",
    ),
    Answer: LoggedModel(
        About.STATEMENT,
        lambda answer: f"answer {answer.pk} after delivery {answer.delivery_id}",
        lambda answer: f"{answer.outcome} on {answer.answered_on}",
    ),
    Mark: LoggedModel(
        About.STATEMENT,
        lambda mark: f"mark {mark.pk}",
        lambda mark: f"{mark.label}: {mark.meaning}",
    ),
    GivenMark: LoggedModel(
        About.ENDORSEMENT,
        lambda given: given.endorsement.organization.name,
        lambda given: (
            f"{given.mark.label}, checked on {given.checked_on},"
            f" according to {given.according_to}, {given.url}"
        ),
    ),
    Notice: LoggedModel(About.SITE, lambda notice: "notice", _notice),
    Organization: LoggedModel(About.ORGANIZATION, lambda each: each.name, lambda each: each.name),
}


def revision(row: models.Model) -> str:
    """Return a hash of the editable fields of ``row``, so that a later change is noticed."""
    values = [str(field.value_from_object(row)) for field in row._meta.fields if field.editable]
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:16]


@transaction.atomic
def add(row: Any, *, by: User) -> None:
    """Insert ``row``, with ``by`` as its author if it has one, and log it.

    Raises StaleEditError if its name is taken by now, PermissionDenied if a field is set that
    only owners may set.
    """
    model = LOGGED_MODELS[type(row)]
    filled_in = [name for name in {*model.values, *model.by_owners} if _in_words(row, name)]
    _check_right(row, filled_in, by)
    if hasattr(row, "by_id"):
        row.by = by
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise StaleEditError from error
    _log(row, by=by, to_state=_state(row))
    _log_values(row, None, filled_in, by)


@transaction.atomic
def save(row: models.Model, *, by: User, seen: str) -> list[str]:
    """Save the changed fields of ``row`` and return their names; log only if there are any.

    ``seen`` is the ``revision`` its editor was shown. Raises StaleEditError if the row has
    changed since or is gone, so that no one overwrites what they have not read. Raises
    PermissionDenied if a changed field is one that only owners may change.
    """
    stored = type(row)._default_manager.select_for_update(of=["self"]).filter(pk=row.pk).first()
    if stored is None or revision(stored) != seen:
        raise StaleEditError
    fields = [each for each in row._meta.concrete_fields if not each.primary_key]
    changed = [f.name for f in fields if getattr(row, f.attname) != getattr(stored, f.attname)]
    if not changed:
        return []
    _check_right(row, changed, by)
    try:
        with transaction.atomic():
            row.save(update_fields=changed)
    except IntegrityError as error:
        raise StaleEditError from error
    reason = f"changed: {', '.join(changed)}"
    _log(row, by=by, from_state=_state(stored), to_state=_state(row), reason=reason)
    _log_values(row, stored, changed, by)
    return changed


@transaction.atomic
def delete(row: models.Model, *, by: User) -> bool:
    """Delete ``row`` and log it; return False if it is deleted already."""
    stored = type(row)._default_manager.select_for_update(of=["self"]).filter(pk=row.pk).first()
    if stored is None:
        return False
    _log(stored, by=by, from_state=_state(stored), to_state="deleted")
    stored.delete()
    return True


def _check_right(row: models.Model, changed: list[str], by: User) -> None:
    if LOGGED_MODELS[type(row)].by_owners & set(changed) and not by.may(Right.GUILDS):
        raise PermissionDenied


def _log_values(
    row: models.Model, before: models.Model | None, changed: list[str], by: User
) -> None:
    """Log the old and the new value of each changed field in ``LoggedModel.values``."""
    for name in LOGGED_MODELS[type(row)].values:
        if name in changed:
            old, new = (f"{name}: {_in_words(each, name)}" for each in (before, row))
            _log(row, by=by, from_state=old, to_state=new)


def _in_words(row: models.Model | None, name: str) -> str:
    value = getattr(row, name, None)
    if value is None or value is False or isinstance(value, DatabaseDefault):
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)


def _state(row: models.Model) -> str:
    return LOGGED_MODELS[type(row)].state(row)


def _log(row: models.Model, **line: Any) -> None:
    model = LOGGED_MODELS[type(row)]
    statement = getattr(row, "statement", None)
    audit_log.record(model.about, subject=model.subject(row), statement=statement, **line)
    if model.is_public:
        page_cache.invalidate_on_commit()
