"""Settings of the benchmark without a page cache: each request makes its page."""

from tests.bench.settings import *  # noqa: F403
from tests.bench.settings import CACHES

CACHES["pages"]["BACKEND"] = "tests.bench.no_pages.NoPages"
