"""Retention of rosters: those without an open statement and unused uploads are deleted."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from signatures.actions.guilds.roster import versions
from signatures.models import Roster, RosterClaim, Statement

KEEP_UPLOADS = timedelta(days=14)


def delete_expired() -> int:
    """End rosters and uploads no longer needed, and forget which members signed closed statements.

    Return the number of rows. May be repeated.
    """
    before = timezone.now() - settings.KEEP_ROSTERS
    of_closed = RosterClaim.objects.filter(member__isnull=False, statement__closes_at__lt=before)
    return _end(_unneeded()) + _end(_left_lying()) + of_closed.update(member=None)


def _unneeded() -> list[Roster]:
    """Return versions in use whose guild has had no open statement for KEEP_ROSTERS."""
    before = timezone.now() - settings.KEEP_ROSTERS
    open_ones = Statement.objects.filter(
        Q(closes_at=None) | Q(closes_at__gt=before), Q(guild=None) | Q(guild=OuterRef("guild"))
    )
    old = Roster.objects.current().filter(taken_at__lt=before)
    return list(old.filter(~Exists(open_ones)).select_related("guild"))


def _left_lying() -> list[Roster]:
    old = Roster.objects.on_its_way().filter(uploaded_at__lt=timezone.now() - KEEP_UPLOADS)
    return list(old.select_related("guild"))


def _end(found: list[Roster]) -> int:
    for roster in found:
        if roster.state == Roster.State.CURRENT:
            versions.delete(roster, by=None, why="no statement is open any more")
        else:
            versions.decline(roster, by=None)
    return len(found)
