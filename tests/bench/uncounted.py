"""Settings that confirm without counting: the floor of the row `confirm_counted`."""

from tests.bench.settings import *  # noqa: F403

WITHOUT_DELTAS = True
