import gc
import os
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone
from xdist.scheduler import LoadScopeScheduling

from letter_site.connections.cache import PageCache
from signatures.actions.record_keeping import page_cache
from signatures.models import Decision
from signatures.models.triggers import LOG_IS_NEVER_EMPTIED
from tests import emptying, schema
from tests.factories import make_officer, make_organizer, make_text
from tests.servers import servers

TOGETHER = ("journeys", "faults")  # folders whose tests share one site
# The journeys take longest, so two processes share them, each with a site of its own. These files
# are at the second site; a new file is at the first. Move files when one process ends much earlier.
SECOND_SITE = "journeys at a second site"
AT_SECOND_SITE = (
    "tests/journeys/test_accessibility.py",
    "tests/journeys/test_bulk.py",
    "tests/journeys/test_codes_journey.py",
    "tests/journeys/test_desk_lists.py",
    "tests/journeys/test_desk_on_a_phone.py",
    "tests/journeys/test_displays_journey.py",
    "tests/journeys/test_domain_journey.py",
    "tests/journeys/test_guild_sign_in.py",
    "tests/journeys/test_launch_journey.py",
    "tests/journeys/test_roster_journey.py",
    "tests/journeys/test_updates_journey.py",
)
# Files of those folders that start a site of their own, or run when all others have ended.
ALONE = (
    "tests/journeys/test_campaign_journey.py",
    "tests/faults/test_pgbouncer.py",
    "tests/faults/test_same_answer.py",
)
# What takes half a minute or longer starts first, so that no process is at it alone at the end.
FIRST = [
    "journeys",
    SECOND_SITE,
    "faults",
    *ALONE[:2],
    "tests/letter_site/test_run.py",
    "tests/management/test_restore.py",
    "tests/views/desk/test_rights.py",
    "tests/views/desk/test_limited_roles.py",
    "tests/views/desk/test_every_change_is_logged.py",
    "tests/attack/test_access.py",
    "tests/attack/test_hostile.py",
    "tests/views/test_unpublished.py",
    "tests/test_migrations.py",
]
LAST = "tests/faults/test_same_answer.py"  # compares times, so it needs the machine to itself


def pytest_collection_modifyitems(items):
    """Run the longest tests first, and tests that need the machine to themselves last."""
    items.sort(key=lambda item: place(scope(item.nodeid)))
    if "FAKETIME" in os.environ:
        for item in items:
            if item.get_closest_marker("real_clock"):
                item.add_marker(pytest.mark.skip("PostgreSQL’s timeouts never fire under faketime"))


def pytest_collection_finish():
    """Keep Python from looking for garbage among modules and tests, which all stay to the end."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


class ByFile(LoadScopeScheduling):
    """A scheduler that runs each scope, a file or tests that share a site, in one process.

    ``--dist loadgroup`` of xdist 3.8 should do this, but has no effect under pytest 9.2.
    """

    def _split_scope(self, nodeid):
        return scope(nodeid)


def scope(nodeid):
    """Return the file, or the name of several, whose tests one process runs."""
    file, folder = nodeid.partition("::")[0], nodeid.split("/")[1]
    if file in AT_SECOND_SITE:
        return SECOND_SITE
    return folder if folder in TOGETHER and file not in ALONE else file


def place(scope):
    """Return when a scope starts: a smaller number is earlier."""
    if scope == LAST:
        return len(FIRST) + 1
    return FIRST.index(scope) if scope in FIRST else len(FIRST)


@pytest.fixture(autouse=True)
def _no_page_is_cached(settings):
    """Turn page caching off: tests never commit, so nothing would invalidate a cached page."""
    settings.PAGE_CACHE_TIMEOUT = settings.LOCALLY_CACHED_FOR = timedelta(0)
    PageCache._again_at = 0.0
    page_cache._invalidations.clear()
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def _hashes_of_rosters_are_quick(settings):
    settings.ROSTER_HASH_COST = 2


@pytest.fixture
def text():
    """Make a statement that is public and open, and return its text."""
    return make_text(slug="ask")


@pytest.fixture
def olga():
    return make_organizer("owner")


@pytest.fixture
def edith():
    return make_organizer("editor")


@pytest.fixture
def mo():
    return make_organizer("moderator")


@pytest.fixture
def officer(guild):
    """Make an officer of the test's own ``guild``, and return the user."""
    return make_officer(guild).user


@pytest.fixture
def stopped_clock(time_machine):
    """Stop the clock and return its time, so that no hour or day ends during the test."""
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    return now


@pytest.fixture(scope="session")
def schema_cache(django_test_environment, django_db_modify_db_settings):
    """Load what the migrations made in an earlier run; None with a database of one's own."""
    if not servers.postgres:
        return None
    cache = schema.Cache(servers.postgres.url)
    cache.load(connection.settings_dict["TEST"])
    return cache


@pytest.fixture(scope="session")
def django_db_setup(schema_cache, django_db_setup, django_db_blocker):
    """Make emptying the database quick, or else let Django empty the log with the rest."""
    if schema_cache:
        schema_cache.save(connection.settings_dict["NAME"])
    with django_db_blocker.unblock():
        if emptying.may_leave_out_triggers(connection):
            TransactionTestCase._fixture_teardown = emptying.empty_after
        else:
            LOG_IS_NEVER_EMPTIED.disable(Decision)
