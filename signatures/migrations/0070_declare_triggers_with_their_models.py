"""Move the triggers to the models; what they do stays as it was. A running site does not wait.

The functions of the triggers before stay, so that this can be undone.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# Visitors would queue behind a migration that waits for these locks, so it gives up.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"

FROZEN = (
    "{0}.statement_id, {0}.language, {0}.number, {0}.title, {0}.addressee, {0}.byline,"
    " {0}.text, {0}.text_sha256, {0}.created_at, {0}.wording, {0}.kind, {0}.reason, {0}.salutation"
)
BEFORE = {
    "signatures_attestation": {
        "signature_follows_attestations": "AFTER INSERT OR DELETE"
        " OR UPDATE OF method, guild_id, attested_at, lapsed_on ON signatures_attestation"
        " FOR EACH ROW EXECUTE FUNCTION signatures_follow_attestations()",
    },
    "signatures_decision": {
        "decision_is_append_only": "BEFORE UPDATE OR DELETE ON signatures_decision"
        " FOR EACH ROW EXECUTE FUNCTION signatures_refuse()",
        "decision_is_never_emptied": "BEFORE TRUNCATE ON signatures_decision"
        " FOR EACH STATEMENT EXECUTE FUNCTION signatures_refuse()",
    },
    "signatures_signature": {
        "signature_keeps_its_text": "BEFORE UPDATE OF text_version_id ON signatures_signature"
        " FOR EACH ROW WHEN (OLD.attested_at IS NOT NULL"
        " AND OLD.text_version_id IS DISTINCT FROM NEW.text_version_id)"
        " EXECUTE FUNCTION signatures_keep_to_signed_text()",
        "signature_copies_wording": "BEFORE INSERT OR UPDATE OF text_version_id, wording"
        " ON signatures_signature FOR EACH ROW EXECUTE FUNCTION signatures_copy_wording()",
        "signature_coarsens_published_at": "BEFORE INSERT OR UPDATE OF published_at, display"
        " ON signatures_signature FOR EACH ROW WHEN (NEW.published_at IS NOT NULL"
        " AND NEW.display IN ('anonymous', 'counted'))"
        " EXECUTE FUNCTION signatures_coarsen_published_at()",
    },
    "signatures_textversion": {
        "text_version_is_signed": "BEFORE UPDATE ON signatures_textversion FOR EACH ROW"
        f" WHEN (({FROZEN.format('OLD')}) IS DISTINCT FROM ({FROZEN.format('NEW')}))"
        " EXECUTE FUNCTION signatures_keep_signed_text()",
    },
    "signatures_token": {
        "token_forgets_address": "BEFORE UPDATE OF signature_id, endorsement_id"
        " ON signatures_token FOR EACH ROW WHEN (NEW.signature_id IS NULL"
        " AND NEW.endorsement_id IS NULL AND NEW.email <> '')"
        " EXECUTE FUNCTION signatures_forget_token_address()",
    },
}
EACH = [(table, name, rest) for table, found in BEFORE.items() for name, rest in found.items()]
DROP = ";".join(f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name, _ in EACH)
CREATE = ";".join(f"CREATE OR REPLACE TRIGGER {name} {rest}" for _, name, rest in EACH)

class Migration(migrations.Migration):

    dependencies = [
        ('signatures', "0069_add_updates"),
    ]

    operations = [
        migrations.RunSQL(NOT_LONG, NOT_LONG),
        pgtrigger.migrations.AddTrigger(
            model_name='attestation',
            trigger=pgtrigger.compiler.Trigger(name='signature_follows_attestations', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE changed signatures_attestation := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;", func="\n        IF TG_OP = 'INSERT' AND changed.guild_id IS NULL AND NOT EXISTS (\n            SELECT FROM signatures_signature\n            WHERE id = changed.signature_id AND verified_by IS NOT NULL\n        ) THEN\n            RETURN NULL;\n        END IF;\n        UPDATE signatures_signature signature\n        SET guild_ids = told.guild_ids, verified_by = told.verified_by,\n            verified_as_of = told.verified_as_of, last_lapsed_on = told.last_lapsed_on\n        FROM (\n            SELECT\n                ARRAY(\n                    SELECT guild_id FROM signatures_attestation\n                    WHERE signature_id = changed.signature_id AND guild_id IS NOT NULL\n                    GROUP BY guild_id ORDER BY min(id)\n                ) AS guild_ids,\n                ARRAY(\n                    SELECT method FROM signatures_attestation\n                    WHERE signature_id = changed.signature_id\n                    GROUP BY method ORDER BY min(id)\n                ) AS verified_by,\n                coalesce(max(attested_at) FILTER (WHERE guild_id IS NOT NULL), max(attested_at))\n                    AS verified_as_of,\n                max(lapsed_on) AS last_lapsed_on\n            FROM signatures_attestation WHERE signature_id = changed.signature_id\n        ) told\n        WHERE signature.id = changed.signature_id AND (\n            signature.guild_ids, signature.verified_by,\n            signature.verified_as_of, signature.last_lapsed_on\n        ) IS DISTINCT FROM (\n            told.guild_ids, told.verified_by::varchar[], told.verified_as_of, told.last_lapsed_on\n        );\n        RETURN NULL;\n    ", hash='5a24d891f7906b589dad04b9d966ab085ad516ec', operation='INSERT OR DELETE OR UPDATE OF "method", "guild_id", "attested_at", "lapsed_on"', pgid='pgtrigger_signature_follows_attestations_b3bdf', table='signatures_attestation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='decision_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'the log of decisions is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_append_only';", hash='f92b4a35fd1b8a06a986b62194bb40e4ebda48a9', operation='UPDATE OR DELETE', pgid='pgtrigger_decision_is_append_only_e8de0', table='signatures_decision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='decision_is_never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'the log of decisions is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_append_only';", hash='e94dad858864f30a8f266d769864157ec633815e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_decision_is_never_emptied_425e4', table='signatures_decision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='signature_keeps_its_text', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.attested_at IS NOT NULL AND OLD.text_version_id IS DISTINCT FROM NEW.text_version_id)', func="\n        IF EXISTS (\n            SELECT FROM signatures_wordingrequest WHERE signature_id = OLD.id\n                AND text_version_id = NEW.text_version_id AND answered_at IS NOT NULL\n        ) THEN\n            RETURN NEW;\n        END IF;\n        RAISE EXCEPTION 'signature % was proven for another text', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signature_keeps_its_text';\n    ", hash='115032fa87846c7d170bbc9fff601232e6a71928', operation='UPDATE OF "text_version_id"', pgid='pgtrigger_signature_keeps_its_text_ad3e7', table='signatures_signature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='signature_copies_wording', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        NEW.wording := coalesce(\n            (SELECT wording FROM signatures_textversion WHERE id = NEW.text_version_id), 1\n        );\n        RETURN NEW;\n    ', hash='60b31fc05b3e75c53bfa7cae4961c79608f50e77', operation='INSERT OR UPDATE OF "text_version_id", "wording"', pgid='pgtrigger_signature_copies_wording_d05e9', table='signatures_signature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='textversion',
            trigger=pgtrigger.compiler.Trigger(name='text_version_is_signed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."addressee" IS DISTINCT FROM (NEW."addressee") OR OLD."byline" IS DISTINCT FROM (NEW."byline") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."salutation" IS DISTINCT FROM (NEW."salutation") OR OLD."statement_id" IS DISTINCT FROM (NEW."statement_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."text_sha256" IS DISTINCT FROM (NEW."text_sha256") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."wording" IS DISTINCT FROM (NEW."wording"))', func="\n        PERFORM 1 FROM signatures_textversion WHERE id = OLD.id FOR UPDATE;\n        IF EXISTS (SELECT FROM signatures_signature WHERE text_version_id = OLD.id) THEN\n            RAISE EXCEPTION 'text version % is signed and cannot change', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'text_version_is_signed';\n        END IF;\n        RETURN NEW;\n    ", hash='a62d2d2ff0fe1891001c0dfd806d5d7e569c97f5', operation='UPDATE', pgid='pgtrigger_text_version_is_signed_14c12', table='signatures_textversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='token',
            trigger=pgtrigger.compiler.Trigger(name='token_forgets_address', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.signature_id IS NULL AND NEW.endorsement_id IS NULL AND NEW.email <> '')", func="NEW.email := ''; RETURN NEW;", hash='77aff10fdaf329ebecca80c7b65d90baf5432684', operation='UPDATE OF "signature_id", "endorsement_id"', pgid='pgtrigger_token_forgets_address_06e26', table='signatures_token', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='signature_coarsens_published_at', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.published_at IS NOT NULL AND NEW.display IN ('anonymous', 'counted'))", func="NEW.published_at := date_trunc('day', NEW.published_at, 'UTC'); RETURN NEW;", hash='523860936a0bea6778cff1cacf421e2c19bd2b9a', operation='INSERT OR UPDATE OF "published_at", "display"', pgid='pgtrigger_signature_coarsens_published_at_cfeda', table='signatures_signature', when='BEFORE')),
        ),
        migrations.RunSQL(DROP, CREATE),
        migrations.RunSQL(migrations.RunSQL.noop, NOT_LONG),
    ]
