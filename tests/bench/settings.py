"""The site's own settings, with the floors added to its addresses."""

from letter_site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
WITHOUT_DELTAS = False  # tests.bench.uncounted
