"""Add the salutation of a letter, frozen with its text. A running site does not wait."""

from django.db import migrations, models

# Visitors would queue behind a migration that waits for these locks, so it gives up.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"
FROZEN = (
    "{0}.statement_id, {0}.language, {0}.number, {0}.title, {0}.addressee, {0}.byline,"
    " {0}.text, {0}.text_sha256, {0}.created_at, {0}.wording, {0}.kind, {0}.reason"
)
FREEZE = """
    CREATE OR REPLACE TRIGGER text_version_is_signed BEFORE UPDATE ON signatures_textversion
    FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))
    EXECUTE FUNCTION signatures_keep_signed_text()
"""


def freeze(columns: str) -> str:
    return FREEZE.format(old=columns.format("OLD"), new=columns.format("NEW"))


class Migration(migrations.Migration):
    dependencies = [("signatures", "0047_label_choices_in_plain_words")]

    operations = [
        migrations.RunSQL(NOT_LONG, NOT_LONG),
        migrations.AddField(
            "textversion",
            "salutation",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The greeting above the text, for example “Dear President Smith,”.",
                max_length=200,
            ),
        ),
        migrations.RunSQL(freeze(FROZEN + ", {0}.salutation"), freeze(FROZEN)),
    ]
