"""Add the wording of text versions, signatures and tallies. A running site does not wait."""

import django.db.models.deletion
from django.db import migrations, models

# Visitors would queue behind a migration that waits for these locks, so it gives up. The
# defaults are constants, so no row is rewritten.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"
KINDS = [
    ("first", "first version"),
    ("correction", "correction"),
    ("new_wording", "new wording"),
    ("translation", "translation"),
]


def wording():
    return models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)


class Migration(migrations.Migration):
    dependencies = [("signatures", "0031_rename_taking_to_review_claim")]

    operations = [
        migrations.RunSQL(NOT_LONG, NOT_LONG),
        migrations.AddField("textversion", "wording", wording()),
        migrations.AddField(
            "textversion",
            "kind",
            models.CharField(
                choices=KINDS, default="first", db_default="first", editable=False, max_length=11
            ),
        ),
        migrations.AddField(
            "textversion",
            "reason",
            models.CharField(default="", db_default="", editable=False, max_length=200),
        ),
        migrations.AddField("signature", "wording", wording()),
        migrations.AddField(
            "tallydelta",
            "text_version",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="signatures.textversion",
            ),
        ),
        migrations.AlterField(
            "tally",
            "dimension",
            models.CharField(
                choices=[
                    (each, each)
                    for each in (
                        *("state", "proof", "guild", "occupation"),
                        *("country", "day", "refusal", "text"),
                    )
                ],
                max_length=10,
            ),
        ),
    ]
