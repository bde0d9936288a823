"""Queries whose SQL is made once, for those that nearly every request asks.

The ORM makes the SQL of a query anew each time. For thirty columns that takes as long as ten
short queries take in PostgreSQL. Such a query stays one of the ORM: only its SQL is kept.
"""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from inspect import signature
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Lookup, QuerySet, Value

Row = TypeVar("Row")


@Field.register_lookup
class AnyOf(Lookup):
    """As ``in``, for a list of any length: the SQL has one parameter."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, before = self.process_lhs(compiler, connection)
        listed, values = self.process_rhs(compiler, connection)
        return f"{column} = ANY ({listed})", (*before, *values)


def short(sql: str) -> str:
    """Return SQL without needless spaces; it may hold no quoted text with a space in it.

    psycopg takes a statement of up to 4,096 letters apart once, and any longer one each time.
    """
    return " ".join(sql.split()).replace(", ", ",")


class _Slot(NamedTuple):
    argument: str


class CompiledQuery(Generic[Row]):
    """A query, given as a function that returns its queryset.

    Each argument of the function is a value in a condition, in the type of its column: the id
    of an object, not the object. None is no value, because SQL says IS NULL then.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]]) -> None:
        self._make = make

    def all(self, **values: Any) -> list[Row]:
        queryset, compiler, sql, parameters = self._compiled
        ready = copy(compiler)
        ready.connection = connections[DEFAULT_DB_ALIAS]  # each thread has its own
        filled = [values[e.argument] if isinstance(e, _Slot) else e for e in parameters]
        ready.as_sql = lambda *_, **__: (sql, tuple(filled))
        asked = queryset.all()
        asked.query.get_compiler = lambda *_, **__: ready  # type: ignore[method-assign] # on purpose
        return list(asked)

    def first(self, **values: Any) -> Row | None:
        return next(iter(self.all(**values)), None)

    @cached_property
    def _compiled(self) -> tuple[QuerySet[Any, Row], Any, str, tuple[Any, ...]]:
        names = signature(self._make).parameters
        queryset = self._make(**{name: Value(_Slot(name)) for name in names})
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        return queryset, compiler, sql, tuple(parameters)
