"""Searches and filters meet within one index; no step of this keeps a running site waiting."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    BtreeGinExtension,
    RemoveIndexConcurrently,
)
from django.db import connections, migrations, models

BATCH = 20_000  # rows whose locks are held at once

FOLLOW_ATTESTATIONS = """
    CREATE FUNCTION signatures_follow_attestations() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        changed signatures_attestation := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
    BEGIN
        UPDATE signatures_signature SET guild_ids = ARRAY(
            SELECT DISTINCT guild_id FROM signatures_attestation
            WHERE signature_id = changed.signature_id AND guild_id IS NOT NULL ORDER BY guild_id
        )
        WHERE id = changed.signature_id
            AND (guild_ids @> ARRAY[changed.guild_id]) <> (TG_OP = 'INSERT');
        RETURN NULL;
    END $$;

    CREATE TRIGGER signature_follows_attestation_made AFTER INSERT ON signatures_attestation
    FOR EACH ROW WHEN (NEW.guild_id IS NOT NULL)
    EXECUTE FUNCTION signatures_follow_attestations();

    CREATE TRIGGER signature_follows_attestation_gone AFTER DELETE ON signatures_attestation
    FOR EACH ROW WHEN (OLD.guild_id IS NOT NULL)
    EXECUTE FUNCTION signatures_follow_attestations();
"""
LEAVE_ATTESTATIONS = """
    DROP TRIGGER signature_follows_attestation_made ON signatures_attestation;
    DROP TRIGGER signature_follows_attestation_gone ON signatures_attestation;
    DROP FUNCTION signatures_follow_attestations;
"""

FILL = """
    UPDATE signatures_signature SET
        search_text = CASE WHEN search_text = '' THEN '' ELSE ' ' || ltrim(search_text) END,
        guild_ids = ARRAY(
            SELECT DISTINCT guild_id FROM signatures_attestation
            WHERE signature_id = signatures_signature.id AND guild_id IS NOT NULL ORDER BY guild_id
        )
    WHERE id >= %(first)s AND id < %(first)s + %(batch)s
"""


def fill(apps, schema_editor):
    with connections[schema_editor.connection.alias].cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM signatures_signature")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, BATCH) if first else ():
            cursor.execute(FILL, {"first": begin, "batch": BATCH})


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0003_the_public_record")]

    operations = [
        BtreeGinExtension(),
        migrations.AddField(
            "signature",
            "guild_ids",
            ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False),
        ),
        migrations.RunSQL(FOLLOW_ATTESTATIONS, LEAVE_ATTESTATIONS),
        migrations.RunPython(fill, migrations.RunPython.noop, atomic=False),
        AddIndexConcurrently(
            "signature",
            models.Index(
                fields=["statement", "occupation", "name_key", "public_id"],
                condition=models.Q(state="published", display="full"),
                name="signature_by_occupation_name",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                fields=["statement", "country", "name_key", "public_id"],
                condition=models.Q(state="published", display="full"),
                name="signature_by_country_name",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            GinIndex(
                OpClass(models.F("search_text"), name="gin_trgm_ops"),
                OpClass(models.F("guild_ids"), name="array_ops"),
                OpClass(models.F("occupation"), name="int8_ops"),
                OpClass(models.F("country"), name="varchar_ops"),
                condition=models.Q(state="published"),
                name="signature_finding",
            ),
        ),
        RemoveIndexConcurrently("signature", "signature_search"),
        RemoveIndexConcurrently("signature", "signature_search_prefix"),
    ]
