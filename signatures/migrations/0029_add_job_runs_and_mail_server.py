import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q

TABLE, GOES_TO = "signatures_outgoingmail", "outgoing_mail_goes_to_somebody"
BEFORE = ["nothing", "password_link", "login_code", "account_notice"]  # about no signature
# Visitors would queue behind a migration that waits for these locks, so it gives up. Each step can be repeated.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"
REPLACE = f"""
    ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {GOES_TO};
    ALTER TABLE {TABLE} ADD CONSTRAINT {GOES_TO} CHECK (
        kind IN ({{kinds}}) OR (kind = 'endorse' AND endorsement_id IS NOT NULL)
        OR (kind <> 'endorse' AND signature_id IS NOT NULL)
    ) NOT VALID
"""
VALIDATE = f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {GOES_TO}"


def run(*statements):
    """Return an operation that runs ``statements`` in one transaction."""

    def operate(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            for statement in (NOT_LONG, *statements):
                cursor.execute(statement)

    return operate


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0028_add_code_reservations")]

    operations = [
        # Neither changes the table.
        migrations.AlterField(
            "outgoingmail",
            "kind",
            models.CharField(max_length=14, choices=[('confirm', 'please confirm'), ('already_signed', 'you have signed already'), ('thank_you', 'thank you'), ('link', 'the link to your signature'), ('endorse', 'please confirm an endorsement'), ('audit', 'did you sign?'), ('vouched_yes', 'your guild says yes'), ('vouched_no', 'your guild says no'), ('vouched_unsure', 'your guild cannot tell'), ('member_used', 'your membership was used'), ('alarm', 'a scheduled job does not run'), ('password_link', 'set your password'), ('login_code', 'your code to sign in'), ('account_notice', 'a change in your account'), ('nothing', 'nothing')]),
        ),
        migrations.AlterField(
            "decision",
            "about",
            models.CharField(choices=[('signature', 'signature'), ('notable', 'notable signatory'), ('batch', 'action in bulk'), ('statement', 'statement'), ('text', 'text'), ('endorsement', 'endorsement'), ('organization', 'organization'), ('rule', 'rule'), ('watched_name', 'watched name'), ('occupation', 'occupation'), ('guild', 'guild'), ('role', 'role of an organizer'), ('account', 'account'), ('export', 'export'), ('audit', 'sample audit'), ('mail', 'outgoing e-mail')], db_default='signature', default='signature', max_length=12),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(
                    run(REPLACE.format(kinds=str([*BEFORE, "alarm"])[1:-1])),
                    run(
                        f"DELETE FROM {TABLE} WHERE kind = 'alarm'",
                        REPLACE.format(kinds=str(BEFORE)[1:-1]),
                        VALIDATE,
                    ),
                    atomic=True,
                ),
                migrations.RunSQL(VALIDATE, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.RemoveConstraint("outgoingmail", GOES_TO),
                migrations.AddConstraint(
                    "outgoingmail",
                    models.CheckConstraint(
                        condition=Q(kind__in=["nothing", "alarm", *BEFORE[1:]])
                        | Q(kind="endorse", endorsement__isnull=False)
                        | (~Q(kind="endorse") & Q(signature__isnull=False)),
                        name=GOES_TO,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            "JobRun",
            [
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("known_since", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("error", models.CharField(max_length=100, default="", db_default="")),
                ("alarmed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            "MailServer",
            [
                ("id", models.PositiveSmallIntegerField(primary_key=True, default=1, serialize=False)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("refused_since", models.DateTimeField(null=True)),
                ("last_refusal", models.CharField(max_length=100, blank=True)),
                ("pauses", models.PositiveIntegerField(default=0)),
                ("paused_until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(id=1), name="mail_server_is_one_row")
                ]
            },
        ),
    ]
