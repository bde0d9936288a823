"""PostgreSQL and Valkey for the tests, started before Django reads its settings.

pyproject.toml loads this module as a plugin of pytest, before pytest-django. If several
processes share the tests (`pytest -n 2`), each has its own servers, so tests that empty a cache
or fill a table do not disturb others.
"""

import os
import shutil
import tempfile
from pathlib import Path

from letter_site.local import embedded

OURS = "SERVERS_OF_THE_TESTS"  # holds the names of the variables that this module sets
for name in os.environ.pop(OURS, "").split():  # set by the process that distributes the tests
    del os.environ[name]

VAR_DIR = Path(tempfile.mkdtemp(prefix="letter-"))
VAR_DIR.chmod(0o755)  # if root runs this, PostgreSQL runs as another user and must enter

servers = embedded.start(
    VAR_DIR,
    durable=False,
    postgres="DATABASE_URL" not in os.environ,
    valkey="REDIS_URL" not in os.environ,
)
os.environ.update(
    servers.environment,
    DEBUG="True",
    SITE_URL="http://testserver",
    SITE_NAME="Open statement",
    SECRET_KEY="for the tests",
    VAR_DIR=str(VAR_DIR),
    **{OURS: " ".join(servers.environment)},
)


def pytest_unconfigure():
    servers.stop()
    shutil.rmtree(VAR_DIR, ignore_errors=True)
