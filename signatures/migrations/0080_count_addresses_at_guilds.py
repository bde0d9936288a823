"""Count addresses at guilds' domains as membership only if the guild declares it.

Addresses shown before stay as they are until the worker has counted them again.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# Visitors would queue behind a migration that waits for these locks, so it gives up.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0079_add_disputes'),
    ]

    operations = [
        migrations.RunSQL(NOT_LONG, migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name='attestation',
            name='signature_follows_attestations',
        ),
        migrations.AddField(
            model_name='attestation',
            name='is_membership',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='guild',
            name='address_is_membership',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='signature',
            name='address_guild',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attestation',
            trigger=pgtrigger.compiler.Trigger(name='signature_follows_attestations', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE changed signatures_attestation := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;", func="\n        IF TG_OP = 'INSERT' AND changed.guild_id IS NULL AND NOT EXISTS (\n            SELECT FROM signatures_signature\n            WHERE id = changed.signature_id AND verified_by IS NOT NULL\n        ) THEN\n            RETURN NULL;\n        END IF;\n        UPDATE signatures_signature signature\n        SET guild_ids = told.guild_ids, address_guild = told.address_guild,\n            verified_by = told.verified_by,\n            verified_as_of = told.verified_as_of, last_lapsed_on = told.last_lapsed_on\n        FROM (\n            SELECT\n                ARRAY(\n                    SELECT guild_id FROM signatures_attestation\n                    WHERE signature_id = changed.signature_id AND guild_id IS NOT NULL\n                        AND is_membership\n                    GROUP BY guild_id ORDER BY min(id)\n                ) AS guild_ids,\n                (array_agg(guild_id ORDER BY id) FILTER (WHERE NOT is_membership))[1]\n                    AS address_guild,\n                ARRAY(\n                    SELECT method FROM signatures_attestation\n                    WHERE signature_id = changed.signature_id\n                    GROUP BY method ORDER BY min(id)\n                ) AS verified_by,\n                coalesce(max(attested_at) FILTER (WHERE guild_id IS NOT NULL), max(attested_at))\n                    AS verified_as_of,\n                max(lapsed_on) AS last_lapsed_on\n            FROM signatures_attestation WHERE signature_id = changed.signature_id\n        ) told\n        WHERE signature.id = changed.signature_id AND (\n            signature.guild_ids, signature.address_guild, signature.verified_by,\n            signature.verified_as_of, signature.last_lapsed_on\n        ) IS DISTINCT FROM (\n            told.guild_ids, told.address_guild, told.verified_by::varchar[], told.verified_as_of,\n            told.last_lapsed_on\n        );\n        RETURN NULL;\n    ", hash='fd6a8a64de31a58c3e77626808507dc3cc705942', operation='INSERT OR DELETE OR UPDATE OF "method", "guild_id", "attested_at", "lapsed_on", "is_membership"', pgid='pgtrigger_signature_follows_attestations_b3bdf', table='signatures_attestation', when='AFTER')),
        ),
    ]
