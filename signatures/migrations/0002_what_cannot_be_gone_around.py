"""Rules kept by the database itself, so that no query, form or shell goes around them."""

from django.core.management import call_command
from django.db import migrations

# The text a person signed stays what it was. FOR UPDATE waits for signatures being written at
# this moment: their foreign key holds the row, and after the wait they are seen.
FREEZE_TEXT = """
    CREATE FUNCTION signatures_keep_signed_text() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM signatures_textversion WHERE id = OLD.id FOR UPDATE;
        IF EXISTS (SELECT FROM signatures_signature WHERE text_version_id = OLD.id) THEN
            RAISE EXCEPTION 'text version % is signed and cannot change', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'text_version_is_signed';
        END IF;
        RETURN NEW;
    END $$;

    CREATE TRIGGER text_version_is_signed BEFORE UPDATE ON signatures_textversion
    FOR EACH ROW WHEN (
        (OLD.statement_id, OLD.language, OLD.number, OLD.title, OLD.addressee, OLD.byline,
         OLD.text, OLD.text_sha256, OLD.created_at)
        IS DISTINCT FROM
        (NEW.statement_id, NEW.language, NEW.number, NEW.title, NEW.addressee, NEW.byline,
         NEW.text, NEW.text_sha256, NEW.created_at)
    ) EXECUTE FUNCTION signatures_keep_signed_text();

    ALTER TABLE signatures_textversion ADD CONSTRAINT text_version_hash_is_true
        CHECK (text_sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'));
"""
THAW_TEXT = """
    ALTER TABLE signatures_textversion DROP CONSTRAINT text_version_hash_is_true;
    DROP TRIGGER text_version_is_signed ON signatures_textversion;
    DROP FUNCTION signatures_keep_signed_text;
"""

# A signature is of a text of its own statement, and once proven it stays with that text. The
# foreign key of two columns also keeps signed texts from being deleted.
BIND_SIGNATURE = """
    ALTER TABLE signatures_textversion
        ADD CONSTRAINT text_version_of_statement UNIQUE (id, statement_id);
    ALTER TABLE signatures_signature
        ADD CONSTRAINT signature_of_its_statements_text
        FOREIGN KEY (text_version_id, statement_id)
        REFERENCES signatures_textversion (id, statement_id);

    CREATE FUNCTION signatures_keep_to_signed_text() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'signature % was proven for another text', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signature_keeps_its_text';
    END $$;

    CREATE TRIGGER signature_keeps_its_text
    BEFORE UPDATE OF text_version_id ON signatures_signature
    FOR EACH ROW WHEN (
        OLD.attested_at IS NOT NULL AND OLD.text_version_id IS DISTINCT FROM NEW.text_version_id
    ) EXECUTE FUNCTION signatures_keep_to_signed_text();
"""
UNBIND_SIGNATURE = """
    DROP TRIGGER signature_keeps_its_text ON signatures_signature;
    DROP FUNCTION signatures_keep_to_signed_text;
    ALTER TABLE signatures_signature DROP CONSTRAINT signature_of_its_statements_text;
    ALTER TABLE signatures_textversion DROP CONSTRAINT text_version_of_statement;
"""

APPEND_ONLY = """
    CREATE FUNCTION signatures_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the log of decisions is append-only'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_append_only';
    END $$;

    CREATE TRIGGER decision_is_append_only BEFORE UPDATE OR DELETE ON signatures_decision
    FOR EACH ROW EXECUTE FUNCTION signatures_refuse();
"""
NOT_APPEND_ONLY = """
    DROP TRIGGER decision_is_append_only ON signatures_decision;
    DROP FUNCTION signatures_refuse;
"""


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("signatures", "0001_initial")]

    operations = [
        migrations.RunSQL(FREEZE_TEXT, THAW_TEXT),
        migrations.RunSQL(BIND_SIGNATURE, UNBIND_SIGNATURE),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(
            "ALTER TABLE signatures_limitcount SET UNLOGGED",
            "ALTER TABLE signatures_limitcount SET LOGGED",
        ),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
