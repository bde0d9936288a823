"""Notices above the public pages, of one statement or of the whole site."""

from django.db.models import Q
from django.utils import timezone

from signatures.actions.record_keeping import page_cache
from signatures.models import Notice, Statement


def shown(statement: Statement | None) -> list[Notice]:
    """Return the notices to show now on pages of ``statement``: the site's, then its own."""
    now, places = timezone.now(), {None, statement.pk if statement else None}
    return [
        each
        for each in page_cache.get_local("notices", _not_over)
        if each.statement_id in places and each.is_shown(now)
    ]


def _not_over() -> list[Notice]:
    ends_later = Q(shows_until=None) | Q(shows_until__gt=timezone.now())
    return sorted(Notice.objects.filter(ends_later), key=lambda each: each.statement_id or 0)
