from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection

from letter_site.cache import PageCache


@pytest.fixture(autouse=True)
def _no_page_is_cached(settings):
    """Pages are made afresh, as in a transaction that is never committed nothing renews them."""
    settings.PAGES_KEPT = settings.AT_HAND = timedelta(0)
    PageCache._again_at = 0.0
    caches["pages"].clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After a test with transactions all tables are emptied, the log as well."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE signatures_decision DISABLE TRIGGER decision_is_never_emptied")
