"""Merging of two rows of the same organization with their endorsements, and its undo."""

from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from signatures.actions.organizations import organizations
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.errors import InUseError, StaleEditError, UnlikeError
from signatures.models import Decision, Endorsement, Organization, Statement, Tidying, User
from signatures.text import similarity

State = Endorsement.State
MOST_NAMES = 2_000  # organizations that are compared, newest first

# Endorsements that are published or may be soon: neither unconfirmed nor rejected.
STANDS = Q(state__in=[State.HELD, State.PUBLISHED]) | Q(state=State.PENDING, contact_email="")


def suggest(statement: Statement) -> list[list[Organization]]:
    """Return groups of organizations with similar names, at least one of each in ``statement``.

    In each group, those with most published endorsements come first. Each organization has
    ``standing``: its endorsements of any statement that are published or may be soon.
    """
    standing = Endorsement.objects.filter(STANDS).select_related("statement").order_by("pk")
    bodies = Organization.objects.filter(pk__in=standing.order_by().values("organization"))
    newest = bodies.order_by("-pk").prefetch_related(
        Prefetch("endorsements", standing, to_attr="standing")
    )[:MOST_NAMES]
    by_name: dict[str, list[Organization]] = {}
    for each in newest:
        by_name.setdefault(each.name, []).append(each)
    found = similarity.groups(name for name, same in by_name.items() for _ in same)
    groups = [[body for name in dict.fromkeys(each) for body in by_name[name]] for each in found]
    return [sorted(group, key=_rank) for group in groups if _is_here(group, statement)]


def _standing(body: Organization) -> list[Endorsement]:
    return body.standing  # type: ignore[attr-defined]  # the query adds it


def _rank(body: Organization) -> tuple[int, int]:
    return -sum(each.state == State.PUBLISHED for each in _standing(body)), body.pk


def _is_here(group: list[Organization], statement: Statement) -> bool:
    return any(each.statement_id == statement.pk for body in group for each in _standing(body))


@transaction.atomic
def merge(organization: Organization, *, into: Organization, by: User) -> Tidying:
    """Give the endorsements of ``organization`` to ``into``, another row of the same body.

    If both endorse a statement, that of ``organization`` is rejected and stays with it. Raises
    UnlikeError if their names are not alike, StaleEditError if one of them is gone, and
    InUseError if the endorsement to reject has a better state than the one that stays.
    """
    both = Organization.objects.select_for_update().filter(pk__in=[organization.pk, into.pk])
    if len(both.order_by("pk")) < 2:
        raise StaleEditError
    if not similarity.alike(organization.name, into.name):
        raise UnlikeError
    tidying = Tidying(kind=Tidying.Kind.ORGANIZATION, by=by, number=0)
    kept = {each.statement_id: each.state for each in _endorsements(into)}
    endorsements = _endorsements(organization)
    moved = [each.pk for each in endorsements if each.statement_id not in kept]
    refused = [each for each in endorsements if each.statement_id in kept and _stands(each)]
    if any(not _gives_way(each, kept[each.statement_id]) for each in refused):
        raise InUseError
    tidying.details = {
        "organization": organization.pk,
        "into": into.pk,
        "from": organization.name,
        "name": into.name,
        "moved": moved,
        "refused": [[each.pk, each.state, _written(each.published_at)] for each in refused],
    }
    tidying.number = len(moved) + len(refused)
    for each in refused:
        _become(each, State.REJECTED, None, by, tidying)
    _hand_over(moved, organization, into)
    tidying.save(force_insert=True)
    _log_merge(tidying, organization, into)
    page_cache.invalidate_on_commit()
    return tidying


def _log_merge(tidying: Tidying, organization: Organization, into: Organization) -> None:
    audit_log.record(
        Decision.About.ORGANIZATION,
        subject=organization.name,
        to_state=f"merged into {into.name}",
        reason=f"{tidying.number} rows",
        by=tidying.by,
        batch=tidying.pk,
    )


def undo(tidying: Tidying, *, by: User) -> int:
    """Separate the two organizations again; return how many endorsements that changed.

    Raises StaleEditError if any of them has been decided or moved since.
    """
    details = tidying.details
    bodies = Organization.objects.select_for_update().order_by("pk")
    found = {e.pk: e for e in bodies.filter(pk__in=[details["organization"], details["into"]])}
    if len(found) < 2:
        raise StaleEditError
    organization, into = found[details["organization"]], found[details["into"]]
    there = {each.pk for each in _endorsements(into)}
    refused = {each.pk: each for each in _endorsements(organization) if not _stands(each)}
    if set(details["moved"]) - there or {pk for pk, *_ in details["refused"]} - set(refused):
        raise StaleEditError
    _hand_over(details["moved"], into, organization)
    for pk, state, published_at in details["refused"]:
        _become(refused[pk], state, parse_datetime(published_at), by, tidying)
    return tidying.number


def _endorsements(organization: Organization) -> list[Endorsement]:
    locked = organization.endorsements.select_related("statement").order_by("pk")
    return list(locked.select_for_update(of=["self"]))


def _stands(endorsement: Endorsement) -> bool:
    entered = endorsement.state == State.PENDING and not endorsement.contact_email
    return entered or endorsement.state in (State.HELD, State.PUBLISHED)


def _gives_way(endorsement: Endorsement, kept: str) -> bool:
    """Return whether one in state ``kept`` may stay instead of ``endorsement``."""
    return kept == State.PUBLISHED or (
        endorsement.state != State.PUBLISHED and kept != State.REJECTED
    )


def _hand_over(endorsements: list[int], giver: Organization, taker: Organization) -> None:
    Endorsement.objects.filter(pk__in=endorsements).update(organization=taker)
    organizations.record_contact_domains(giver)
    organizations.record_contact_domains(taker)


def _become(
    endorsement: Endorsement,
    state: str,
    published_at: datetime | None,
    by: User | None,
    tidying: Tidying,
) -> None:
    Endorsement.objects.filter(pk=endorsement.pk).update(
        state=state, published_at=published_at, decided_at=timezone.now()
    )
    audit_log.record(
        Decision.About.ENDORSEMENT,
        subject=endorsement.organization.name,
        statement=endorsement.statement,
        from_state=endorsement.state,
        to_state=state,
        reason="of one body with another that endorses the same",
        by=by,
        batch=tidying.pk,
    )


def _written(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
