"""Nothing is kept: each request makes its page."""

from datetime import timedelta

from tests.bench.settings import *  # noqa: F403

PAGES_KEPT = COUNTS_KEPT = timedelta(0)
