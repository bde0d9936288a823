from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection

from letter_site.cache import PageCache
from signatures.actions import freshness

TESTS = Path(__file__).parent
TOGETHER = {"journeys": -1, "faults": 1}  # folders whose tests share one site, and their turn


@pytest.hookimpl(tryfirst=True)  # before the names of the groups are read
def pytest_collection_modifyitems(items):
    """Say which tests stay together where several processes share them.

    The longest go first, those that need a machine to themselves last.
    """
    items.sort(key=lambda item: TOGETHER.get(_folder(item), 0))
    for item in items:
        folder = _folder(item)
        group = folder if folder in TOGETHER else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


def _folder(item):
    return item.path.relative_to(TESTS).parts[0]


@pytest.fixture(autouse=True)
def _no_page_is_cached(settings):
    """Pages are made afresh, as in a transaction that is never committed nothing renews them."""
    settings.PAGES_KEPT = settings.AT_HAND = timedelta(0)
    PageCache._again_at = 0.0
    freshness._renewals.clear()
    caches["pages"].clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After a test with transactions all tables are emptied, the log as well."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE signatures_decision DISABLE TRIGGER decision_is_never_emptied")
