"""Parts of a backup folder: a dump by pg_dump, the media and the file of erasures."""

import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
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
    """Write the media except renditions into a tar file, from wherever they are stored."""
    with tarfile.open(path, "w") as tar:
        for name in _media(""):
            with suppress(FileNotFoundError), default_storage.open(name) as file:  # just deleted
                member = tarfile.TarInfo(name)
                member.size = file.size
                member.mtime = default_storage.get_modified_time(name).timestamp()
                tar.addfile(member, file)


def _media(folder: str) -> Iterator[str]:
    """Yield the names of all stored files below ``folder`` except renditions, sorted."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    for each in sorted(files):
        yield f"{folder}{each}"
    for each in sorted(folders):
        if folder or each != NOT_KEPT:
            yield from _media(f"{folder}{each}/")


def unpack_media(path: Path) -> None:
    """Store the files of a tar file as media, in place of those that have their names."""
    with tarfile.open(path) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content:
                default_storage.delete(member.name)  # or the file would get another name
                default_storage.save(member.name, File(content))
