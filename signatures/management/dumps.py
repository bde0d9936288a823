"""Parts of a backup folder: a dump by pg_dump, the media and the file of erasures."""

import os
import subprocess
import tarfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from psycopg.conninfo import make_conninfo

DATABASE, MEDIA, ERASURES = "database.dump", "media.tar", "erasures"
# The worker makes them again, and they contain names of people who may have withdrawn since.
NOT_KEPT = "renditions"
# Connection parameters that PostgreSQL's programs of any release understand. The client library
# may be newer than the programs and have more.
ADDRESS = ["host", "port", "dbname", "user", "sslmode", "sslrootcert", "sslcert", "sslkey"]
# Counts only the site's schema, because on some servers extensions have tables of their own.
FILLED = """
    SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND nspname = current_schema
"""


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the site's database. Raises CommandError."""
    connection.ensure_connection()
    info = connection.connection.info
    known = info.get_parameters()
    address = make_conninfo(**{name: known[name] for name in ADDRESS if name in known})
    # Everyone on the machine can read the arguments, so the password is in the environment.
    environment = {**os.environ, **({"PGPASSWORD": info.password} if info.password else {})}
    command = [program, f"--dbname={address}", "--no-password", *arguments]
    try:
        subprocess.run(command, env=environment, check=True)  # noqa: S603 - an operator’s
    except FileNotFoundError as error:
        raise CommandError(
            f"There is no {program}; on Debian: apt-get install postgresql-client"
        ) from error
    except subprocess.CalledProcessError as error:
        raise CommandError(f"{program} failed; see above.") from error


def database_is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(FILLED)
        return cursor.fetchone()[0] == 0


def pack_media(path: Path) -> None:
    """Write the media except renditions into a tar file."""

    def kept(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        return None if member.name.partition("/")[0] == NOT_KEPT else member

    with tarfile.open(path, "w") as tar:
        for each in sorted(settings.MEDIA_ROOT.glob("*")):
            tar.add(each, each.name, filter=kept)


def unpack_media(path: Path) -> None:
    """Extract a tar file into the site's folder of media."""
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path) as tar:
        tar.extractall(settings.MEDIA_ROOT, filter="data")
