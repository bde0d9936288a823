import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signatures", "0013_notables_and_audits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Officer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="RevokedProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("method", models.CharField(max_length=13)),
                ("attested_at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("code", "the guild revoked the code"),
                            ("officer", "the guild took its word back"),
                            ("roster", "the guild withdrew its roster"),
                            ("sign_in", "the guild says the membership was none"),
                        ],
                        max_length=8,
                    ),
                ),
                ("revoked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name="attestation",
            name="lapsed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="attestation",
            name="officer",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="attestation",
            name="with_mailbox",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="guild",
            name="mark",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Words of the public mark; “Member of” and the guild’s name when empty.",
                max_length=120,
            ),
        ),
        migrations.AddField(
            model_name="guild",
            name="mark_permitted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guild",
            name="mark_permitted_by",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Who permitted the site to use the guild’s name and mark.",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="guild",
            name="members",
            field=models.PositiveIntegerField(
                blank=True, help_text="As the guild declares; no more codes are issued.", null=True
            ),
        ),
        migrations.AddField(
            model_name="guild",
            name="methods",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("guild_code", "Guild code"),
                        ("guild_officer", "Vouched for by an officer of the guild"),
                        ("guild_roster", "On the guild's roster"),
                        ("guild_sso", "Signed in with the guild"),
                        ("guild_domain", "Address at the guild’s own domain"),
                    ],
                    max_length=13,
                ),
                blank=True,
                db_default=[],
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="guild",
            name="organization",
            field=models.ForeignKey(
                blank=True,
                help_text="The same body, where it endorses statements as well.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="guilds",
                to="signatures.organization",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="guild",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Of this guild alone; only members can sign then.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="signatures.guild",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="members_only",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Only members of a guild can sign; a mail alone proves nothing here.",
            ),
        ),
        migrations.AlterField(
            model_name="attestation",
            name="method",
            field=models.CharField(
                choices=[
                    ("email", "E-mail confirmed"),
                    ("guild_code", "Guild code"),
                    ("guild_officer", "Vouched for by an officer of the guild"),
                    ("guild_roster", "On the guild's roster"),
                    ("guild_sso", "Signed in with the guild"),
                    ("guild_domain", "Address at the guild’s own domain"),
                ],
                max_length=13,
            ),
        ),
        migrations.AddConstraint(
            model_name="guild",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("methods", []), ("mark_permitted_at__isnull", False), _connector="OR"
                ),
                name="guild_attests_with_permission",
                violation_error_message="A guild’s name is used only with its permission.",
            ),
        ),
        migrations.AddField(
            model_name="officer",
            name="added_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="officer",
            name="guild",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="officers",
                to="signatures.guild",
            ),
        ),
        migrations.AddField(
            model_name="officer",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="officer",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="revokedproof",
            name="guild",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatures.guild"
            ),
        ),
        migrations.AddField(
            model_name="revokedproof",
            name="signature",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="revoked_proofs",
                to="signatures.signature",
            ),
        ),
    ]
