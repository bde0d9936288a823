"""PostgreSQL and Valkey for the tests, started before Django reads its settings.

pyproject.toml loads this module as a plugin of pytest, ahead of pytest-django. Where several
processes share the tests (`pytest -n 2`), each has servers of its own, and those who empty a
cache or fill a table are in nobody's way.
"""

import os
import shutil
import tempfile
from pathlib import Path

from letter_site import embedded

OURS = "SERVERS_OF_THE_TESTS"  # names what was put into the environment by this module
for name in os.environ.pop(OURS, "").split():  # by the process that shares out the tests
    del os.environ[name]

VAR_DIR = Path(tempfile.mkdtemp(prefix="letter-"))
VAR_DIR.chmod(0o755)  # as root, PostgreSQL runs as somebody else and must get in

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
