"""Template tag for the notices above a public page."""

from django import template
from django.db import DatabaseError

from signatures.actions.record_keeping import notices as actions
from signatures.models import Notice, Statement

register = template.Library()


@register.simple_tag
def notices(statement: Statement | str | None) -> list[Notice]:
    """Return what to show; nothing while the database is away."""
    try:
        return actions.shown(statement if isinstance(statement, Statement) else None)
    except DatabaseError:
        return []
