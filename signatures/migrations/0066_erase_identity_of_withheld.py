"""Let a signature whose name is not shown stand without name and address, and keep its hashes.

No step keeps a running site waiting, and each can be repeated.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

# Visitors would queue behind a migration that waits for these locks, so it gives up.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"

ERASED = {
    "name": "",
    "credit": "",
    "email": "",
    "country": "",
    "source_network": "",
    "mailbox": None,
    "mailbox_soft": None,
    "occupation": None,
    "search_text": "",
}
TABLE = "signatures_signature"
OLD, NEW = "signature_erased_with_all_its_fields", "signature_erased_or_named"
IS_ERASED = """name = '' AND credit = '' AND email = '' AND country = '' AND source_network = ''
    AND mailbox IS NULL AND mailbox_soft IS NULL AND occupation_id IS NULL AND search_text = ''"""
BEFORE = f"""(state = 'withdrawn' AND withdrawn_at IS NOT NULL AND {IS_ERASED})
    OR (state <> 'withdrawn' AND withdrawn_at IS NULL AND name <> '')
    OR (state = 'rejected' AND withdrawn_at IS NULL AND {IS_ERASED})"""
AFTER = f"""{BEFORE}
    OR (state IN ('held', 'published') AND display IN ('anonymous', 'counted')
        AND withdrawn_at IS NULL AND {IS_ERASED})"""
DROP = f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS"
ADD = f"ALTER TABLE {TABLE} ADD CONSTRAINT"


def step(forwards, backwards=()):
    """Return an operation that runs each list of SQL statements in one transaction."""

    def run(statements):
        def execute(apps, schema_editor):
            with schema_editor.connection.cursor() as cursor:
                for statement in (NOT_LONG, *statements):
                    cursor.execute(statement)

        return execute

    return migrations.RunPython(run(forwards), run(backwards), atomic=True)


WITHHELD = Q(state__in=["held", "published"], display__in=["anonymous", "counted"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0065_limit_roles_to_statements")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                step([f"{DROP} {NEW}", f"{ADD} {NEW} CHECK ({AFTER}) NOT VALID"]),
                step([f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {NEW}"]),
                step(
                    [f"{DROP} {OLD}"],
                    [f"{DROP} {NEW}", f"{ADD} {OLD} CHECK ({BEFORE}) NOT VALID"],
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint("signature", OLD),
                migrations.AddConstraint(
                    "signature",
                    models.CheckConstraint(
                        condition=(Q(state="withdrawn", withdrawn_at__isnull=False) & Q(**ERASED))
                        | (~Q(state="withdrawn") & Q(withdrawn_at=None) & ~Q(name=""))
                        | (Q(state="rejected", withdrawn_at=None) & Q(**ERASED))
                        | (WITHHELD & Q(withdrawn_at=None) & Q(**ERASED)),
                        name=NEW,
                    ),
                ),
            ],
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                fields=["attested_at"],
                condition=Q(display__in=["anonymous", "counted"], attested_at__isnull=False)
                & ~Q(name=""),
                name="signature_withheld",
            ),
        ),
        migrations.CreateModel(
            "MailboxKey",
            [
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="signatures.statement",
                    ),
                ),
                ("key", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            "WithheldMailbox",
            [
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="withheld_mailbox",
                        serialize=False,
                        to="signatures.signature",
                    ),
                ),
                ("sha256", models.BinaryField(max_length=32)),
                ("soft_sha256", models.BinaryField(max_length=32)),
                (
                    "statement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="signatures.statement",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["statement", "soft_sha256"], name="withheld_mailbox_soft"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("statement", "sha256"), name="withheld_mailbox_one_per_statement"
                    )
                ],
            },
        ),
    ]
