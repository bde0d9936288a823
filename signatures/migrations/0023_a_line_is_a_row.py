"""What the list shows of evidence stands with the signature; no step keeps a running site waiting."""

from importlib import import_module

from django.contrib.postgres.fields import ArrayField
from django.db import connections, migrations, models

BATCH = 20_000  # rows whose locks are held at once

# Visitors would queue behind a migration that waits for these locks, so it gives up. Each step can be repeated.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"
ADD_COLUMNS = """
    ALTER TABLE signatures_signature
    ADD COLUMN IF NOT EXISTS verified_by varchar(13)[],
    ADD COLUMN IF NOT EXISTS verified_as_of timestamptz,
    ADD COLUMN IF NOT EXISTS last_lapsed_on date
"""
DROP_COLUMNS = """
    ALTER TABLE signatures_signature
    DROP COLUMN verified_by, DROP COLUMN verified_as_of, DROP COLUMN last_lapsed_on
"""

# What the attestations of one signature say together.
TOLD = """
    SELECT
        ARRAY(
            SELECT guild_id FROM signatures_attestation
            WHERE signature_id = {signature} AND guild_id IS NOT NULL
            GROUP BY guild_id ORDER BY min(id)
        ) AS guild_ids,
        ARRAY(
            SELECT method FROM signatures_attestation WHERE signature_id = {signature}
            GROUP BY method ORDER BY min(id)
        ) AS verified_by,
        coalesce(max(attested_at) FILTER (WHERE guild_id IS NOT NULL), max(attested_at))
            AS verified_as_of,
        max(lapsed_on) AS last_lapsed_on
    FROM signatures_attestation WHERE signature_id = {signature}
"""
SET = """
    UPDATE signatures_signature signature
    SET guild_ids = told.guild_ids, verified_by = told.verified_by,
        verified_as_of = told.verified_as_of, last_lapsed_on = told.last_lapsed_on
"""

FOLLOW = f"""
    CREATE OR REPLACE FUNCTION signatures_follow_attestations() RETURNS trigger
    LANGUAGE plpgsql AS $$
    DECLARE
        changed signatures_attestation := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    BEGIN
        -- The usual case, and the one in a hurry: the address is confirmed, no guild has a say.
        IF TG_OP = 'INSERT' AND changed.guild_id IS NULL AND NOT EXISTS (
            SELECT FROM signatures_signature
            WHERE id = changed.signature_id AND verified_by IS NOT NULL
        ) THEN
            RETURN NULL;
        END IF;
        {SET}
        FROM ({TOLD.format(signature="changed.signature_id")}) told
        WHERE signature.id = changed.signature_id AND (
            signature.guild_ids, signature.verified_by,
            signature.verified_as_of, signature.last_lapsed_on
        ) IS DISTINCT FROM (
            told.guild_ids, told.verified_by::varchar[], told.verified_as_of, told.last_lapsed_on
        );
        RETURN NULL;
    END $$
"""
OLD_TRIGGERS = ["signature_follows_attestation_made", "signature_follows_attestation_gone"]
NEW_TRIGGER = "signature_follows_attestations"
USE_TRIGGER = f"""
    CREATE OR REPLACE TRIGGER {NEW_TRIGGER}
    AFTER INSERT OR DELETE OR UPDATE OF method, guild_id, attested_at, lapsed_on
    ON signatures_attestation FOR EACH ROW EXECUTE FUNCTION signatures_follow_attestations()
"""
DROP_TRIGGER = "DROP TRIGGER IF EXISTS {} ON signatures_attestation"

FILL = f"""
    {SET}
    FROM signatures_signature vouched, LATERAL ({TOLD.format(signature="vouched.id")}) told
    WHERE vouched.id = signature.id AND vouched.guild_ids <> '{{}}'
        AND vouched.id >= %(first)s AND vouched.id < %(first)s + %(batch)s
"""


def run(*statements):
    """Return an operation that runs ``statements`` in one transaction."""

    def forwards(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            for statement in (NOT_LONG, *statements):
                cursor.execute(statement)

    return forwards


# What migration 0004 made; no import statement can spell its name.
BEFORE = import_module("signatures.migrations.0004_finding_within_an_index").FOLLOW_ATTESTATIONS


def fill(apps, schema_editor):
    with connections[schema_editor.connection.alias].cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM signatures_signature")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, BATCH) if first else ():
            cursor.execute(FILL, {"first": begin, "batch": BATCH})


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0022_by_guild")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(run(ADD_COLUMNS), run(DROP_COLUMNS), atomic=True)
            ],
            state_operations=[
                migrations.AddField(
                    "signature",
                    "verified_by",
                    ArrayField(models.CharField(max_length=13), null=True, editable=False),
                ),
                migrations.AddField(
                    "signature", "verified_as_of", models.DateTimeField(null=True, editable=False)
                ),
                migrations.AddField(
                    "signature", "last_lapsed_on", models.DateField(null=True, editable=False)
                ),
            ],
        ),
        migrations.RunPython(
            run(FOLLOW, *map(DROP_TRIGGER.format, OLD_TRIGGERS), USE_TRIGGER),
            run(
                DROP_TRIGGER.format(NEW_TRIGGER),
                "DROP FUNCTION signatures_follow_attestations",
                BEFORE,
            ),
            atomic=True,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, atomic=False),
    ]
