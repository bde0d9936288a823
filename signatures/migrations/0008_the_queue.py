import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("signatures", "0007_the_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signature", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="signatures.signature")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("signature", "by"), name="approval_once_each"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Taking",
            fields=[
                ("signature", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to="signatures.signature")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SetAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signature", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="signatures.signature")),
                ("by", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["by", "since"], name="set_aside_by_whom")],
                "constraints": [
                    models.UniqueConstraint(fields=("signature", "by"), name="set_aside_once_each"),
                ],
            },
        ),
        AddIndexConcurrently(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("batch", None), ("by__isnull", False), ("signature__isnull", False)),
                fields=["statement", "decided_at"],
                include=("by", "undoes"),
                name="decision_by_hand",
            ),
        ),
        AddIndexConcurrently(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("state", "held")),
                fields=["statement", "attested_at", "id"],
                include=("hold_reasons",),
                name="signature_waiting",
            ),
        ),
        AddIndexConcurrently(
            model_name="signature",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("search_text"), name="gin_trgm_ops"),
                condition=models.Q(("state__in", ["held", "rejected"])),
                name="signature_finding_aside",
            ),
        ),
        RemoveIndexConcurrently(
            model_name="signature",
            name="signature_queue",
        ),
    ]
