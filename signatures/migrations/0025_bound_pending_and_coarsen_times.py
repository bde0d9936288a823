"""Date pending signatures by their first form, and published ones of withheld names by the day.

No step keeps a running site waiting, and each can be repeated.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connections, migrations, models
from django.db.models import Q
from django.db.models.functions import Coalesce

BATCH = 20_000  # rows whose locks are held at once

# Visitors would queue behind a migration that waits for these locks, so it gives up.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"
ADD_COLUMN = """
    ALTER TABLE signatures_signature ADD COLUMN IF NOT EXISTS first_submitted_at timestamptz
"""
DROP_COLUMN = "ALTER TABLE signatures_signature DROP COLUMN IF EXISTS first_submitted_at"

# Of a withheld name the public may know the day. The list is sorted by published_at, so that
# anything finer could be told from the neighbours: it is not kept.
DAY = "date_trunc('day', {row}published_at, 'UTC')"
FUNCTION = f"""
    CREATE OR REPLACE FUNCTION signatures_coarsen_published_at() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        NEW.published_at := {DAY.format(row="NEW.")};
        RETURN NEW;
    END $$
"""
TRIGGER = """
    CREATE OR REPLACE TRIGGER signature_coarsens_published_at
    BEFORE INSERT OR UPDATE OF published_at, display ON signatures_signature
    FOR EACH ROW
    WHEN (NEW.published_at IS NOT NULL AND NEW.display IN ('anonymous', 'counted'))
    EXECUTE FUNCTION signatures_coarsen_published_at()
"""
DROP_TRIGGER = "DROP TRIGGER IF EXISTS signature_coarsens_published_at ON signatures_signature"
DROP_FUNCTION = "DROP FUNCTION IF EXISTS signatures_coarsen_published_at"
BACKFILL = f"""
    UPDATE signatures_signature SET published_at = {DAY.format(row="")}
    WHERE id >= %(first)s AND id < %(first)s + %(batch)s
        AND display IN ('anonymous', 'counted') AND published_at <> {DAY.format(row="")}
"""

# Tries of a code are counted elsewhere. The column stays, as processes of the version before
# still write it while a site is upgraded.
TRIES_DEFAULT = "ALTER TABLE signatures_token ALTER COLUMN tries SET DEFAULT 0"
NO_TRIES_DEFAULT = "ALTER TABLE signatures_token ALTER COLUMN tries DROP DEFAULT"


def run(*statements):
    """Return an operation that runs ``statements`` in one transaction."""

    def forwards(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            for statement in (NOT_LONG, *statements):
                cursor.execute(statement)

    return forwards


def backfill(apps, schema_editor):
    with connections[schema_editor.connection.alias].cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM signatures_signature")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, BATCH) if first else ():
            cursor.execute(BACKFILL, {"first": begin, "batch": BATCH})


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0024_add_account_mail")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(run(ADD_COLUMN), run(DROP_COLUMN), atomic=True)
            ],
            state_operations=[
                migrations.AddField(
                    "signature",
                    "first_submitted_at",
                    models.DateTimeField(null=True, editable=False),
                ),
            ],
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                Coalesce("first_submitted_at", "signed_at"),
                condition=Q(state="pending"),
                name="signature_pending_first",
            ),
        ),
        RemoveIndexConcurrently("signature", "signature_pending_since"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(run(TRIES_DEFAULT), run(NO_TRIES_DEFAULT), atomic=True)
            ],
            state_operations=[migrations.RemoveField("token", "tries")],
        ),
        migrations.RunPython(
            run(FUNCTION, TRIGGER), run(DROP_TRIGGER, DROP_FUNCTION), atomic=True
        ),
        migrations.RunPython(backfill, migrations.RunPython.noop, atomic=False),
    ]
