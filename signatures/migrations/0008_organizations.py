"""What of tidying up can be undone, occupations no longer offered, when an endorsement was decided."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [("signatures", "0007_the_log")]

    operations = [
        migrations.AddField(
            model_name="endorsement",
            name="decided_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="occupation",
            name="offered",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="offered on the form"
            ),
        ),
        migrations.CreateModel(
            name="Tidying",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("credit", "credits"),
                            ("occupation", "occupations"),
                            ("organization", "organizations"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("details", models.JSONField(default=dict)),
                ("tidied_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="signatures.statement",
                    ),
                ),
            ],
            options={"ordering": ["-tidied_at"]},
        ),
        migrations.CreateModel(
            name="Respelling",
            fields=[
                ("id", key()),
                ("before", models.CharField(max_length=200)),
                ("after", models.CharField(max_length=200)),
                (
                    "signature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="signatures.signature",
                    ),
                ),
                (
                    "tidying",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="respellings",
                        to="signatures.tidying",
                    ),
                ),
            ],
        ),
    ]
