"""PostgreSQL and Valkey for the tests, started before Django reads its settings.

pyproject.toml loads this module as a plugin of pytest, ahead of pytest-django.
"""

import os
import shutil
import tempfile
from pathlib import Path

from letter_site import embedded

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
)


def pytest_unconfigure():
    servers.stop()
    shutil.rmtree(VAR_DIR, ignore_errors=True)
