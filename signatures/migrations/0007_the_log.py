import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models

NEVER_EMPTIED = """
    CREATE TRIGGER decision_is_never_emptied BEFORE TRUNCATE ON signatures_decision
    FOR EACH STATEMENT EXECUTE FUNCTION signatures_refuse();
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("signatures", "0006_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="about",
            field=models.CharField(
                choices=[
                    ("signature", "signature"),
                    ("notable", "notable signatory"),
                    ("batch", "action in bulk"),
                    ("statement", "statement"),
                    ("text", "text"),
                    ("endorsement", "endorsement"),
                    ("organization", "organization"),
                    ("rule", "rule"),
                    ("watched_name", "watched name"),
                    ("occupation", "occupation"),
                    ("guild", "guild"),
                    ("role", "role of an organizer"),
                    ("export", "export"),
                    ("audit", "sample audit"),
                ],
                db_default="signature",
                default="signature",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="held_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="refusal",
            field=models.CharField(db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="decision",
            name="subject",
            field=models.CharField(db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="decision",
            name="undoes",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="was_published_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="signature",
            name="refusal",
            field=models.CharField(db_default="", default="", editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name="tallydelta",
            name="refusal",
            field=models.CharField(db_default="", default="", max_length=12),
        ),
        migrations.AlterField(
            model_name="decision",
            name="from_state",
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name="decision",
            name="signature",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="decisions",
                to="signatures.signature",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="statement",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="signatures.statement",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="to_state",
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name="tally",
            name="dimension",
            field=models.CharField(
                choices=[
                    ("state", "state"),
                    ("proof", "proof"),
                    ("guild", "guild"),
                    ("occupation", "occupation"),
                    ("country", "country"),
                    ("day", "day"),
                    ("refusal", "refusal"),
                ],
                max_length=10,
            ),
        ),
        AddIndexConcurrently(
            model_name="decision",
            index=models.Index(
                models.F("statement"),
                models.OrderBy(models.F("decided_at"), descending=True),
                name="decision_of_statement",
            ),
        ),
        AddIndexConcurrently(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)),
                fields=["batch", "id"],
                name="decision_of_batch",
            ),
        ),
        AddIndexConcurrently(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("state", "held")),
                fields=["statement", "attested_at", "id"],
                name="signature_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undoes__isnull", False)),
                fields=("undoes",),
                name="decision_undone_once",
            ),
        ),
        AddConstraintNotValid(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "rejected"), ("refusal", ""), _connector="OR"),
                name="signature_refused_for_a_reason",
            ),
        ),
        ValidateConstraint("signature", "signature_refused_for_a_reason"),
        migrations.RunSQL(
            NEVER_EMPTIED, "DROP TRIGGER decision_is_never_emptied ON signatures_decision"
        ),
    ]
