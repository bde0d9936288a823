"""Rename the model Taking to ReviewClaim. Its table keeps its name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatures", "0030_remove_control_requests")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Taking", "ReviewClaim"),
                migrations.AlterModelTable("reviewclaim", "signatures_taking"),
                migrations.AlterField(
                    "reviewclaim",
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="review_claim",
                        serialize=False,
                        to="signatures.signature",
                    ),
                ),
            ]
        )
    ]
