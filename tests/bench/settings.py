"""Settings of the benchmark: the site's own, with added addresses for the floors."""

from letter_site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
WITHOUT_DELTAS = False  # tests.bench.uncounted
BENCH_SCRATCH = f"{VAR_DIR}/scratch"  # noqa: F405
