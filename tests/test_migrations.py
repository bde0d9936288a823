"""Migrations that a running site survives."""

import re
from unittest.mock import patch

import pytest
from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    NotInTransactionMixin,
    RemoveIndexConcurrently,
)
from django.db import connection, models
from django.db.migrations import (
    AddField,
    AddIndex,
    CreateModel,
    Migration,
    RemoveField,
    RunPython,
    RunSQL,
)
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from tests import migration_rules

# Older ones have run everywhere; their files say how the site survived them.
CHECKED_AFTER = "0081"
# (migration, rule): why it may break the rule.
ACCEPTED: dict[tuple[str, str], str] = {
    ("0082_add_claims_and_address_changes", "index"): "older than the rule; e-mails are read once",
    ("0082_add_claims_and_address_changes", "constraint"): "the same",
    ("0084_vacuum_large_tables_early", "no lock_timeout"): "its lock stops no reader and no writer",
}


def operations_of(operations):
    for each in operations:
        yield each
        yield from operations_of(getattr(each, "database_operations", []))


def broken_by(migrations, state):
    """Return {name: rules that it breaks, with what to do instead} of successive migrations."""
    found = {}
    for migration in migrations:
        with (
            connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor,
            # A test runs in a transaction, and the SQL is only read.
            patch.object(NotInTransactionMixin, "_ensure_not_in_transaction"),
        ):
            state = migration.apply(state, editor, collect_sql=True)
        has_python = any(isinstance(it, RunPython) for it in operations_of(migration.operations))
        found[migration.name] = migration_rules.broken(
            editor.collected_sql, is_atomic=migration.atomic, has_python=has_python
        )
    return found


@pytest.mark.django_db
def test_running_site_survives_every_new_migration():
    loader = MigrationExecutor(connection).loader
    all_ours = [each for (app, _), each in loader.disk_migrations.items() if app == "signatures"]
    new = sorted(
        (each for each in all_ours if each.name[:4] > CHECKED_AFTER), key=lambda each: each.name
    )
    state = loader.project_state(new[0].dependencies) if new else None

    found = broken_by(new, state)

    assert [
        f"{name}, {rule}: {instead}"
        for name, rules in found.items()
        for rule, instead in rules
        if (name, rule) not in ACCEPTED
    ] == []
    assert {name for name, _ in ACCEPTED} <= set(found)


def a_migration(name, *operations, atomic=True):
    migration = Migration(name, "drill")
    migration.operations, migration.atomic = list(operations), atomic
    return migration


@pytest.mark.django_db
def test_rules_read_the_sql_that_django_makes():
    make = CreateModel("Row", [("id", models.AutoField(primary_key=True))])
    index = models.Index(fields=["id"], name="drill_index")
    number = models.IntegerField(default=0)
    briefly = RunSQL("SET LOCAL lock_timeout = '5s'", RunSQL.noop)
    migrations = [
        a_migration("made", make, AddField("row", "first", number)),
        a_migration("careless", AddField("row", "second", number), AddIndex("row", index)),
        a_migration("gone", RemoveIndexConcurrently("row", "drill_index"), atomic=False),
        a_migration("careful", AddIndexConcurrently("row", index), atomic=False),
        a_migration("brief", briefly, AddField("row", "third", models.IntegerField(null=True))),
        a_migration("filled", briefly, RemoveField("row", "third"), RunPython(RunPython.noop)),
    ]

    found = broken_by(migrations, ProjectState())

    assert {name: [rule for rule, _ in rules] for name, rules in found.items()} == {
        "made": [],
        "careless": ["index", "default dropped", "no lock_timeout"],
        "gone": [],
        "careful": [],
        "brief": [],
        "filled": ["taken away", "filled under a lock"],
    }


BRIEFLY = "SET LOCAL lock_timeout = '5s';"
TABLE = '"signatures_signature"'
CASES = [
    ("index", f'CREATE INDEX "a" ON {TABLE} ("b");'),
    ("index", f'CREATE UNIQUE INDEX "a" ON {TABLE} ("b");'),
    ("", f'CREATE INDEX CONCURRENTLY "a" ON {TABLE} ("b");'),
    ("", f'CREATE UNIQUE INDEX CONCURRENTLY "a" ON {TABLE} ("b");'),
    ("index removed", 'DROP INDEX IF EXISTS "a";'),
    ("", 'DROP INDEX CONCURRENTLY IF EXISTS "a";'),
    ("constraint", f'ALTER TABLE {TABLE} ADD CONSTRAINT "c" CHECK ("b" > 0);'),
    ("constraint", f'ALTER TABLE {TABLE} ADD CONSTRAINT "c" UNIQUE ("b");'),
    ("", f'ALTER TABLE {TABLE} ADD CONSTRAINT "c" CHECK ("b" > 0) NOT VALID;'),
    ("", f'ALTER TABLE {TABLE} ADD CONSTRAINT "c" UNIQUE USING INDEX "a";'),
    ("", f'ALTER TABLE {TABLE} VALIDATE CONSTRAINT "c";'),
    ("column for new code only", f'ALTER TABLE {TABLE} ADD COLUMN "b" integer NOT NULL;'),
    ("", f'ALTER TABLE {TABLE} ADD COLUMN "b" integer NULL;'),
    ("", f'ALTER TABLE {TABLE} ADD COLUMN "b" integer DEFAULT 0 NOT NULL;'),
    ("default dropped", f'ALTER TABLE {TABLE} ALTER COLUMN "b" DROP DEFAULT;'),
    ("table written anew", f'ALTER TABLE {TABLE} ALTER COLUMN "b" TYPE text;'),
    ("table written anew", f'ALTER TABLE {TABLE} ADD COLUMN "b" uuid DEFAULT gen_random_uuid();'),
    ("no more nulls", f'ALTER TABLE {TABLE} ALTER COLUMN "b" SET NOT NULL;'),
    ("taken away", f'ALTER TABLE {TABLE} DROP COLUMN "b" CASCADE;'),
    ("taken away", f'ALTER TABLE {TABLE} RENAME COLUMN "b" TO "c";'),
    ("taken away", f'ALTER TABLE {TABLE} RENAME TO "signatures_other";'),
    ("taken away", f"DROP TABLE {TABLE} CASCADE;"),
    ("whole table locked", f"LOCK TABLE {TABLE};"),
    ("whole table locked", f"VACUUM FULL {TABLE};"),
    ("", f"ALTER TABLE {TABLE} SET (autovacuum_vacuum_scale_factor = 0.02);"),
]


@pytest.mark.parametrize(("rule", "statement"), CASES)
def test_statement_that_would_stop_a_running_site_is_found(rule, statement):
    found = migration_rules.broken([BRIEFLY, statement], is_atomic=True)

    assert [name for name, _ in found] == ([rule] if rule else [])


def test_new_table_of_the_migration_itself_may_be_changed_in_any_way():
    statements = [f"CREATE TABLE {TABLE} (id int);"]
    statements += [
        statement for _, statement in CASES if re.search(f"(TABLE|ON) {TABLE}", statement)
    ]

    found = migration_rules.broken(statements, is_atomic=True)

    assert {name for name, _ in found} <= {"taken away", "whole table locked"}


def test_lock_that_may_wait_for_long_is_found():
    statement = f'ALTER TABLE {TABLE} ADD COLUMN "b" integer NULL;'
    trigger = f"CREATE TRIGGER a BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION b();"

    for each in (statement, trigger):
        assert [name for name, _ in migration_rules.broken([each], is_atomic=True)] == [
            "no lock_timeout"
        ]
        late = migration_rules.broken([each, BRIEFLY], is_atomic=True)
        assert [name for name, _ in late] == ["no lock_timeout"]


@pytest.mark.parametrize("fills", ["UPDATE", "python"])
def test_rows_filled_while_a_lock_is_held_are_found(fills):
    statements = [BRIEFLY, f'ALTER TABLE {TABLE} ADD COLUMN "b" integer NULL;']
    statements += [f'UPDATE {TABLE} SET "b" = 0;'] if fills == "UPDATE" else []

    def found(is_atomic):
        return migration_rules.broken(statements, is_atomic=is_atomic, has_python=fills == "python")

    assert [name for name, _ in found(True)] == ["filled under a lock"]
    assert found(False) == []
