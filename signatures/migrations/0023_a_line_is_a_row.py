"""What the list shows of evidence stands with the signature; no step keeps a running site waiting."""

from importlib import import_module

from django.contrib.postgres.fields import ArrayField
from django.db import connections, migrations, models

BATCH = 20_000  # rows whose locks are held at once

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
NEW_TRIGGER = "signature_follows_attestations"
OLD_TRIGGERS = ["signature_follows_attestation_made", "signature_follows_attestation_gone"]
TRIGGERS = [
    # Whoever confirms queues behind whoever waits for this lock: better to fail and try again.
    "SET LOCAL lock_timeout = '5s'",
    FOLLOW,
    *(f"DROP TRIGGER {each} ON signatures_attestation" for each in OLD_TRIGGERS),
    f"""
    CREATE TRIGGER {NEW_TRIGGER}
    AFTER INSERT OR DELETE OR UPDATE OF method, guild_id, attested_at, lapsed_on
    ON signatures_attestation FOR EACH ROW EXECUTE FUNCTION signatures_follow_attestations()
    """,
]

FILL = f"""
    {SET}
    FROM signatures_signature vouched, LATERAL ({TOLD.format(signature="vouched.id")}) told
    WHERE vouched.id = signature.id AND vouched.guild_ids <> '{{}}'
        AND vouched.id >= %(first)s AND vouched.id < %(first)s + %(batch)s
"""


def follow(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in TRIGGERS:
            cursor.execute(statement)


def leave(apps, schema_editor):
    before = import_module("signatures.migrations.0004_finding_within_an_index")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {NEW_TRIGGER} ON signatures_attestation")
        cursor.execute("DROP FUNCTION signatures_follow_attestations")
        cursor.execute(before.FOLLOW_ATTESTATIONS)


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
        migrations.AddField(
            "signature",
            "verified_by",
            ArrayField(models.CharField(max_length=13), null=True, editable=False),
        ),
        migrations.AddField(
            "signature", "verified_as_of", models.DateTimeField(null=True, editable=False)
        ),
        migrations.AddField("signature", "last_lapsed_on", models.DateField(null=True, editable=False)),
        migrations.RunPython(follow, leave, atomic=True),
        migrations.RunPython(fill, migrations.RunPython.noop, atomic=False),
    ]
