"""The drill: the commands of the operators' guide, run as they stand there."""

from functools import partial

import pytest
from django.core.management import CommandError, call_command
from psycopg.conninfo import conninfo_to_dict

from letter_site.local import embedded
from signatures.management import dumps
from signatures.models import Suppression
from tests import schema
from tests.drill.machine import DAY, Machine, blocks_of
from tests.servers import VAR_DIR

BEFORE = "0088"  # rows are made by the models of today, and then migrated back to this
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


@pytest.fixture
def machine(tmp_path):
    with embedded.servers(VAR_DIR / "drill", durable=False, valkey=False) as servers:
        yield Machine(servers, tmp_path)


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


@pytest.mark.django_db
def test_restore_warns_when_a_key_of_the_former_machine_is_missing(
    tmp_path, settings, monkeypatch, capsys
):
    settings.ERASURES_FILE = tmp_path / "erasures"
    for name in ("database.dump", "media.tar", "erasures"):
        (tmp_path / name).touch()
    monkeypatch.setattr("signatures.management.dumps.database_is_empty", lambda: True)
    for step in ("run", "unpack_media"):
        monkeypatch.setattr(f"signatures.management.dumps.{step}", lambda *arguments: None)
    Suppression.objects.create(mailbox_hash=b"of", key_id="former", reason="disowned")

    call_command("restore", str(tmp_path))

    told = capsys.readouterr()
    assert told.out.endswith("Restored.\n")
    assert "(signatures.W006) 1 rows of signatures_suppression match no key." in told.err


@pytest.mark.django_db
def test_backup_of_a_site_that_no_one_has_left_can_be_restored(tmp_path, settings, monkeypatch):
    settings.ERASURES_FILE = tmp_path / "erasures"
    monkeypatch.setattr("signatures.management.dumps.database_is_empty", lambda: True)
    monkeypatch.setattr("signatures.management.dumps.unpack_media", lambda *arguments: None)
    monkeypatch.setattr("signatures.management.dumps.run", lambda *arguments: None)

    call_command("backup", str(tmp_path / "backup"))
    (tmp_path / "backup/database.dump").touch()
    call_command("restore", str(tmp_path / "backup"))

    assert (tmp_path / "backup/erasures").read_text() == ""


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
