import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signatures", "0016_guild_sign_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for an owner"),
                            ("issued", "issued, not downloaded yet"),
                            ("made", "handed out"),
                            ("declined", "declined"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("ends_at", models.DateTimeField()),
                ("revoked", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("issued_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                (
                    "guild",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="code_batches",
                        to="signatures.guild",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="CodeClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("form", models.BinaryField(max_length=32, null=True)),
                ("reserved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="signatures.codebatch",
                    ),
                ),
                (
                    "signature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code_claims",
                        to="signatures.signature",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatures.statement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CodeRevocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                ("proofs", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocations",
                        to="signatures.codebatch",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="GuildCode",
            fields=[
                ("sha256", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="signatures.codebatch",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="codebatch",
            constraint=models.UniqueConstraint(
                fields=("guild", "number"), name="code_batch_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="codebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["asked", "declined"]),
                    models.Q(
                        ("issued_at__isnull", False),
                        ("issued_by__isnull", False),
                        models.Q(("issued_by", models.F("officer")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="code_batch_issued_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="codebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("revoked__lte", models.F("size"))),
                name="code_batch_revoked_within_size",
            ),
        ),
        migrations.AddIndex(
            model_name="codeclaim",
            index=models.Index(
                condition=models.Q(("claimed_at", None)),
                fields=["reserved_at"],
                name="code_claim_reserved",
            ),
        ),
        migrations.AddConstraint(
            model_name="codeclaim",
            constraint=models.UniqueConstraint(
                fields=("batch", "number", "statement"), name="code_claim_once_a_statement"
            ),
        ),
        migrations.AddConstraint(
            model_name="codeclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revoked_at", None), ("claimed_at__isnull", False), _connector="OR"
                ),
                name="code_claim_revoked_after_it_was_one",
            ),
        ),
        migrations.AddIndex(
            model_name="coderevocation",
            index=models.Index(
                condition=models.Q(("finished_at", None)),
                fields=["id"],
                name="code_revocation_unfinished",
            ),
        ),
        migrations.AddConstraint(
            model_name="coderevocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__gte", 1), ("first__lte", models.F("last"))),
                name="code_revocation_is_a_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="guildcode",
            constraint=models.UniqueConstraint(
                fields=("batch", "number"), name="guild_code_numbered"
            ),
        ),
    ]
