from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from signatures.actions.monitoring import database

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def test_a_well_database_has_connections_room_and_the_time():
    found = database.health()

    assert (found.only_reads, found.has_room, found.is_nearly_full) == (False, True, False)
    assert 0 < found.connections <= found.most_connections
    assert found.archives is False


def test_a_database_that_only_reads_says_so():
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")

    assert database.only_reads()
    assert database.health().only_reads


def test_clocks_may_differ_by_some_seconds():
    found = database.health()

    def agree(by):
        return replace(found, its_time=found.asked_at + by).clocks_agree

    assert [agree(each * SECOND) for each in (-6, -5, 0, 5, 6)] == [False, True, True, True, False]


def test_connections_are_nearly_used_up_at_nine_of_ten():
    found = replace(database.health(), most_connections=100)

    assert [replace(found, connections=n).is_nearly_full for n in (89, 90)] == [False, True]
