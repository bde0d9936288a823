"""Tests of the database backend that checks connections without a query."""

import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db(transaction=True)


def begin_request():
    """Do to the connection what the start of a request does."""
    connection.close_if_unusable_or_obsolete()
    connection.health_check_enabled = True
    connection.health_check_done = False


def ask():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end_backend(pid):
    with psycopg.connect(**connections["default"].get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_quiet_connection_is_checked_without_a_query(monkeypatch):
    asked = []
    ask()
    begin_request()
    monkeypatch.setattr(
        "django.db.backends.postgresql.base.DatabaseWrapper.is_usable",
        lambda self: asked.append(self) or True,
    )

    with CaptureQueriesContext(connection) as queries:
        ask()

    assert (len(queries), asked) == (1, [])


def test_connection_that_the_server_ended_is_replaced_before_the_first_query():
    first = ask()
    end_backend(first)
    begin_request()

    assert ask() != first


def test_connection_is_asked_after_an_error(monkeypatch):
    ask()
    monkeypatch.setattr(connection, "errors_occurred", True)
    monkeypatch.setattr(
        "django.db.backends.postgresql.base.DatabaseWrapper.is_usable", lambda self: False
    )

    assert not connection.is_usable()
