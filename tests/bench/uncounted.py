"""Confirming as it would be if nobody counted: the floor of the row `confirm_counted`."""

from tests.bench.settings import *  # noqa: F403

WITHOUT_DELTAS = True
