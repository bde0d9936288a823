import os
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from xdist.scheduler import LoadScopeScheduling

from letter_site.cache import PageCache
from signatures.actions.record_keeping import page_cache

TOGETHER = {"journeys": -1, "faults": 1}  # folders whose tests share one site, and their turn


def pytest_collection_modifyitems(items):
    """Put the longest first, and those last that need a machine to themselves."""
    items.sort(key=lambda item: TOGETHER.get(_folder(item.nodeid), 0))
    if "FAKETIME" in os.environ:
        for item in items:
            if item.get_closest_marker("real_clock"):
                item.add_marker(pytest.mark.skip("PostgreSQL’s timeouts never fire under faketime"))


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


class ByFile(LoadScopeScheduling):
    """The tests of one file go to one process, and so do all of a folder that is TOGETHER.

    ``--dist loadgroup`` of xdist 3.8 would be for this, but does nothing under pytest 9.2.
    """

    def _split_scope(self, nodeid):
        folder = _folder(nodeid)
        return folder if folder in TOGETHER else nodeid.partition("::")[0]


def _folder(nodeid):
    return nodeid.split("/")[1]


@pytest.fixture(autouse=True)
def _no_page_is_cached(settings):
    """Pages are made afresh, as in a transaction that is never committed nothing renews them."""
    settings.PAGES_KEPT = settings.AT_HAND = timedelta(0)
    PageCache._again_at = 0.0
    page_cache._invalidations.clear()
    caches["pages"].clear()


@pytest.fixture
def stopped_clock(time_machine):
    """The present time, at which the clock stands still: no hour and no day ends meanwhile."""
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    return now


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After a test with transactions all tables are emptied, the log as well."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE signatures_decision DISABLE TRIGGER decision_is_never_emptied")
