"""Let statements ask for the family name, and keep that of imported lines until they are added."""

import django.contrib.postgres.fields
from django.db import migrations, models

import signatures.models.statement

CHOICES = [
    ("credit", "credit"),
    ("occupation", "occupation"),
    ("country", "country"),
    ("display", "how the signature is shown"),
    ("updates", "updates by e-mail"),
    ("family_name", "family name, to sort the list by"),
]


class Migration(migrations.Migration):
    dependencies = [("signatures", "0061_backfill_search_text")]

    operations = [
        migrations.AddField(
            "importline",
            "family_name",
            models.CharField(blank=True, db_default="", max_length=100),
        ),
        migrations.AlterField(
            "statement",
            "form_fields",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=CHOICES, max_length=12),
                blank=True,
                db_default=["credit", "occupation", "country", "display", "updates"],
                default=signatures.models.statement.every_form_field,
                size=None,
            ),
        ),
    ]
