"""Tables of examples: ``@pytest.mark.table(names, rows)`` runs one test for every row.

Unlike ``pytest.mark.parametrize`` it counts as one test, and its fixtures are made once. Every
row runs, and each row that fails is reported with its values. Before the next row, database
writes, e-mails and the cookies of ``client`` are undone. Later rows see any other change: use
``parametrize`` where that matters.
"""

import copy
import inspect
import itertools
from contextlib import contextmanager

import pytest
from django.core import mail
from django.db import connection, transaction

SUBTESTS = pytest.StashKey[pytest.Subtests]()


def pytest_generate_tests(metafunc):
    for mark in metafunc.definition.iter_markers("table"):
        given = names(mark)
        place = pytest.param(*[None for _ in given], id=pytest.HIDDEN_PARAM)
        metafunc.parametrize(given, [place])


@pytest.fixture(autouse=True)
def _subtests_of_a_table(request):
    if request.node.get_closest_marker("table"):
        request.node.stash[SUBTESTS] = request.getfixturevalue("subtests")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    marks = list(pyfuncitem.iter_markers("table"))
    if not marks:
        return None

    taken = inspect.signature(pyfuncitem.obj).parameters
    fixtures = {name: pyfuncitem.funcargs[name] for name in taken}
    for combined in itertools.product(*map(rows, marks)):
        row = {name: value for part in combined for name, value in part.items()}
        try:
            with undone(pyfuncitem.funcargs.get("client")):
                pyfuncitem.obj(**{**fixtures, **row})
        except (Exception, pytest.fail.Exception) as error:
            if "pytest-timeout" in str(error):  # fires only once: the next row could hang
                raise
            with pyfuncitem.stash[SUBTESTS].test(**row):
                raise
    return True


def names(mark):
    given = mark.args[0]
    return [each.strip() for each in given.split(",")] if isinstance(given, str) else list(given)


def rows(mark):
    """Return the rows of a table as dicts of arguments. An empty table is an error."""
    given = names(mark)
    found = [dict(zip(given, values(row, len(given)), strict=True)) for row in mark.args[1]]
    assert found, "this table has no rows"
    return found


def values(row, number):
    if isinstance(row, type(pytest.param())):
        return row.values
    return row if number > 1 else [row]


@contextmanager
def undone(client):
    """Undo the block's database writes, sign-ins and e-mails at its end.

    Undo nothing in a test with transactions.
    """
    if not connection.in_atomic_block:
        yield
        return
    cookies = client and copy.deepcopy(client.cookies)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        mail.outbox.clear()
        if client:
            client.cookies = cookies
