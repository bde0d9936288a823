import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# The foreign keys lock the tables they point to: better to fail than to keep visitors waiting.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"
# What the release before has reserved. Its rows stay, so that its processes can go on meanwhile.
COPY = """
    INSERT INTO signatures_codereservation (signature_id, batch_id, number, reserved_at)
    SELECT DISTINCT ON (signature_id) signature_id, batch_id, number, reserved_at
    FROM signatures_codeclaim WHERE claimed_at IS NULL
    ORDER BY signature_id, reserved_at DESC
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0027_add_erasures_and_key_ids")]

    operations = [
        migrations.RunSQL(NOT_LONG, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="CodeReservation",
            fields=[
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="code_reservation",
                        serialize=False,
                        to="signatures.signature",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="signatures.codebatch",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("reserved_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["reserved_at"], name="code_reservation_old")],
            },
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
    ]
