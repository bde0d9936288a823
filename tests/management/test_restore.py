"""The drill: the commands of the operators' guide, run as they stand there."""

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from psycopg.conninfo import conninfo_to_dict

from letter_site.local import embedded
from signatures.management import dumps
from tests import schema
from tests.servers import VAR_DIR

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "letter_site/deploy/README.md"
DAY = "2026-03-14"
BEFORE = "0080"  # rows are made by the models of today, and then migrated back to this
# Stand-ins for what only a Debian machine with systemd has.
MACHINE = """
    set -e -o pipefail
    manage() { "$PYTHON" "$ROOT/manage.py" "$@"; }
    runuser() { shift 3; "$@"; }
    systemctl() { echo "systemctl $*"; }
    install() { mkdir -p "${@: -1}"; }
    date() { echo "$DAY"; }
    age() { if [ "$1" = -d ]; then cat "$4"; else cat; fi; }
"""
MAKE = """
from tests.factories import make_link, make_signature, make_text
text = make_text(slug="drill")
make_signature(text, name="Stays", email="stays@example.org")
gone = make_signature(text, name="Withdraws", email="withdraws@example.org")
make_signature(text, name="Moves", email="former@example.org")
other = make_signature(text, state="pending", name="Other", email="disowns@example.org")
print(make_link(gone, "manage"), make_link(other))
"""
LEAVE = """
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
own_signature.withdraw({manage!r})
signing.disown({confirm!r})
from tests.factories import make_address_change, make_signature
from signatures.actions.signing import address_changes
from signatures.models import Signature, TextVersion
_, old, new = make_address_change(Signature.objects.get(name="Moves"), "later@example.org")
address_changes.confirm(old), address_changes.confirm(new)
make_signature(TextVersion.objects.get(), name="Later")
"""


class Machine:
    """A server of its own for the site, as far as the guide's commands need one."""

    def __init__(self, servers, files):
        self.servers, self.files = servers, files
        self.var_dir = files / "var"
        self.env = {
            **os.environ,
            **servers.environment,
            "PATH": f"{servers.postgres.programs}:{os.environ['PATH']}",
            "PGHOST": str(servers.postgres.sockets),
            "PGUSER": "letter",
            "REDIS_URL": "redis://nowhere.invalid",
            "VAR_DIR": str(self.var_dir),
            "SECRET_KEY": "of the drill",
            "PYTHON": sys.executable,
            "ROOT": str(ROOT),
            "DAY": DAY,
            "your_key": "age1",
            "your_identity": "identity",
            "DJANGO_SETTINGS_MODULE": "letter_site.settings",
        }

    def run(self, *command, text=None):
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, input=text, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def manage(self, *arguments, text=None):
        return self.run(sys.executable, "-W", "ignore", "manage.py", *arguments, text=text)

    def shell(self, code):
        return self.manage("shell", "-v0", "-c", code)

    def guide(self, block):
        """Run a block of the guide's chapter, with folders of this test's own."""
        block = block.replace("/var/backups", str(self.files / "backups"))
        return self.run("bash", "-c", MACHINE + block)

    def rows(self, query):
        with psycopg.connect(self.servers.database_url) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def machine(tmp_path):
    with embedded.servers(VAR_DIR / "drill", durable=False, valkey=False) as servers:
        yield Machine(servers, tmp_path)


def blocks_of(chapter):
    text = GUIDE.read_text().partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)


@pytest.mark.timeout(1200)
def test_the_guide_restores_a_backup_from_before_the_schema_moved_on(machine):
    backup, restore = blocks_of("Backups")
    schema.fill(machine.servers.database_url, partial(machine.manage, "migrate", "-v0"))
    manage, confirm = machine.shell(MAKE).split()
    machine.manage("migrate", "signatures", BEFORE, "-v0")
    before = machine.rows("SELECT id, name, email, state FROM signatures_signature ORDER BY id")
    for name in ("logos/one.png", "renditions/letter.pdf"):
        file = machine.var_dir / "media" / name
        file.parent.mkdir(parents=True)
        file.write_text(name)

    machine.guide(backup)
    machine.manage("migrate", "-v0")
    machine.shell(LEAVE.format(manage=manage, confirm=confirm))
    machine.manage("write_erasures")
    (machine.var_dir / "media/logos/one.png").unlink()
    told = machine.guide(restore)

    assert "Signatures erased again: 2.\nMailboxes that get no more e-mails: 1.\n" in told
    after = machine.rows("SELECT id, name, email, state FROM signatures_signature ORDER BY id")
    stays, withdraws, moves, _ = before
    without_address = (moves[0], "Moves", "", "published")
    assert after == [stays, (withdraws[0], "", "", "withdrawn"), without_address]
    assert "Former addresses erased again: 1.\n" in told
    assert machine.rows("SELECT reason FROM signatures_suppression") == [("disowned",)]
    assert machine.manage("migrate", "--check") == ""
    assert (machine.var_dir / "media/logos/one.png").read_text() == "logos/one.png"
    analyzed = "SELECT reltuples FROM pg_class WHERE relname = 'signatures_signature'"
    assert machine.rows(analyzed) == [(3,)]
    assert not (machine.files / f"backups/letter/{DAY}.unfinished").exists()


@pytest.mark.django_db
def test_restore_refuses_a_database_that_is_not_empty(tmp_path):
    for name in ("database.dump", "media.tar"):
        (tmp_path / name).touch()

    with pytest.raises(CommandError, match="is not empty"):
        call_command("restore", str(tmp_path))


@pytest.mark.django_db
def test_restore_refuses_to_bring_people_back(tmp_path, settings, monkeypatch):
    settings.ERASURES_FILE = tmp_path / "erasures"
    monkeypatch.setattr("signatures.management.dumps.database_is_empty", lambda: True)
    for name in ("database.dump", "media.tar"):
        (tmp_path / name).touch()

    with pytest.raises(CommandError, match="people who have withdrawn since the backup"):
        call_command("restore", str(tmp_path))


def test_backup_writes_over_no_other(tmp_path):
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(tmp_path))


@pytest.mark.django_db
def test_programs_of_older_releases_understand_the_address(monkeypatch):
    """Debian 12 has pg_dump 15, and psycopg brings a libpq with options that it does not know."""
    commands = []
    monkeypatch.setattr("subprocess.run", lambda command, **more: commands.append(command))

    dumps.run("pg_dump")

    [[_, address, *_]] = commands
    named = set(conninfo_to_dict(address.removeprefix("--dbname=")))
    assert {"dbname", "host"} <= named
    assert named <= {"host", "port", "dbname", "user", "sslmode", "sslrootcert"}
