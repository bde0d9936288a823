"""Number the wordings of statements with several versions, and keep the numbers right.

No one was asked so far whether a version was a correction, so each version in a statement's own
language counts as a new wording, and a translation as one of the wording it was made from.

No step keeps a running site waiting, and each can be repeated.
"""

from importlib import import_module

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connections, migrations, models
from django.db.models import F, Q

BATCH = 20_000  # rows whose locks are held at once
NOT_LONG = "SET LOCAL lock_timeout = '5s'"

# The frozen-text trigger of migration 0002 does not look at the new columns yet.
NUMBER_TEXTS = """
    UPDATE signatures_textversion text SET
        wording = CASE WHEN text.language = statement.language THEN text.number
            ELSE coalesce((
                SELECT max(own.number) FROM signatures_textversion own
                WHERE own.statement_id = text.statement_id AND own.language = statement.language
                    AND own.created_at <= text.created_at
            ), 1) END,
        kind = CASE WHEN text.language <> statement.language THEN 'translation'
            WHEN text.number > 1 THEN 'new_wording' ELSE 'first' END
    FROM signatures_statement statement
    WHERE statement.id = text.statement_id AND text.kind = 'first'
"""
FUNCTION = """
    CREATE OR REPLACE FUNCTION signatures_copy_wording() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.wording := coalesce(
            (SELECT wording FROM signatures_textversion WHERE id = NEW.text_version_id), 1
        );
        RETURN NEW;
    END $$
"""
TRIGGER = """
    CREATE OR REPLACE TRIGGER signature_copies_wording
    BEFORE INSERT OR UPDATE OF text_version_id, wording ON signatures_signature
    FOR EACH ROW EXECUTE FUNCTION signatures_copy_wording()
"""
DROP_TRIGGER = "DROP TRIGGER IF EXISTS signature_copies_wording ON signatures_signature"
DROP_FUNCTION = "DROP FUNCTION IF EXISTS signatures_copy_wording"

FROZEN = "{0}.statement_id, {0}.language, {0}.number, {0}.title, {0}.addressee, {0}.byline,"
FROZEN += " {0}.text, {0}.text_sha256, {0}.created_at"
NEWLY_FROZEN = FROZEN + ", {0}.wording, {0}.kind, {0}.reason"
FREEZE = """
    CREATE OR REPLACE TRIGGER text_version_is_signed BEFORE UPDATE ON signatures_textversion
    FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))
    EXECUTE FUNCTION signatures_keep_signed_text()
"""


def freeze(columns):
    return FREEZE.format(old=columns.format("OLD"), new=columns.format("NEW"))


COPY_WORDINGS = """
    UPDATE signatures_signature signature SET wording = text.wording
    FROM signatures_textversion text
    WHERE text.id = signature.text_version_id AND text.wording <> signature.wording
        AND signature.id >= %(first)s AND signature.id < %(first)s + %(batch)s
"""
# Deltas from before do not say which text they are of. A signature that the old code counts
# meanwhile is missing here: `manage.py check_tallies --mend` adds it.
COUNT = """
    INSERT INTO signatures_tally (statement_id, dimension, value, total)
    SELECT statement_id, 'text', text_version_id::text, count(*) FROM signatures_signature
    WHERE state = 'published' GROUP BY 1, 3
    ON CONFLICT (statement_id, dimension, value) DO UPDATE SET total = excluded.total
"""
UNCOUNT = "DELETE FROM signatures_tally WHERE dimension = 'text'"


run = import_module("signatures.migrations.0025_bound_pending_and_coarsen_times").run


def copy_and_count(apps, schema_editor):
    with connections[schema_editor.connection.alias].cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM signatures_signature")
        first, last = cursor.fetchone()
        cursor.execute("SELECT max(wording) FROM signatures_textversion")
        [most] = cursor.fetchone()
        for begin in range(first, last + 1, BATCH) if first and most > 1 else ():
            cursor.execute(COPY_WORDINGS, {"first": begin, "batch": BATCH})
        cursor.execute(COUNT)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0040_add_wordings")]

    operations = [
        migrations.RunPython(run(NUMBER_TEXTS), migrations.RunPython.noop, atomic=True),
        migrations.RunPython(
            run(FUNCTION, TRIGGER, freeze(NEWLY_FROZEN)),
            run(DROP_TRIGGER, DROP_FUNCTION, freeze(FROZEN)),
            atomic=True,
        ),
        migrations.RunPython(copy_and_count, run(UNCOUNT), atomic=False),
        AddIndexConcurrently(
            "signature",
            models.Index(
                F("statement"),
                F("wording"),
                F("published_at").desc(),
                F("public_id").desc(),
                condition=Q(state="published"),
                name="signature_of_wording",
            ),
        ),
    ]
