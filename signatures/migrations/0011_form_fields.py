import django.contrib.postgres.fields
from django.db import migrations, models

import signatures.models.statement

FIELDS = ["credit", "occupation", "country", "display", "updates"]


class Migration(migrations.Migration):
    dependencies = [
        ("signatures", "0010_reading_the_log"),
    ]

    operations = [
        # With a default of the database's own: a site that still runs the code before this
        # writes statements without it.
        migrations.AddField(
            model_name="statement",
            name="form_fields",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("credit", "credit"),
                        ("occupation", "occupation"),
                        ("country", "country"),
                        ("display", "how the signature is shown"),
                        ("updates", "whether they want updates"),
                    ],
                    max_length=12,
                ),
                blank=True,
                db_default=FIELDS,
                default=signatures.models.statement.every_form_field,
                size=None,
            ),
        ),
    ]
