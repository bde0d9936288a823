"""Manual order of rows: one moves up, down or to the top, and all are renumbered."""

from typing import Literal

from django.db import connection
from django.db.models import QuerySet

Where = Literal["up", "down", "top"]
PLACES = {"up": -1, "down": 1}

NUMBER = """
    UPDATE {table} SET position = place - 1 + %(first)s
    FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS these (id, place)
    WHERE {table}.id = these.id AND position <> place - 1 + %(first)s
"""


def move(rows: QuerySet, pk: int, where: Where, *, last: int | None = None) -> int | None:
    """Move one of ``rows``, which are sorted, and return its new place, counted from 1.

    Return None if it is not among them. Positions end before ``last``, so that rows added
    later with position ``last`` come after them; without ``last`` they start at 1. Call in a
    transaction that holds a lock, so that only one runs at a time.
    """
    ids = list(rows.values_list("pk", flat=True))
    if pk not in ids:
        return None
    old = ids.index(pk)
    new = 0 if where == "top" else min(max(old + PLACES[where], 0), len(ids) - 1)
    ids.insert(new, ids.pop(old))
    first = 1 if last is None else max(last - len(ids), 0)
    with connection.cursor() as cursor:
        cursor.execute(NUMBER.format(table=rows.model._meta.db_table), {"ids": ids, "first": first})
    return new + 1
