"""E-mails to people who sign in go through the outgoing queue; no step keeps a running site waiting."""

from django.db import connections, migrations, models
from django.db.models import Q

# Visitors would queue behind a migration that waits for these locks, so it gives up. Each step can be repeated.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"
TABLE = "ALTER TABLE signatures_outgoingmail"
ACCOUNT_KINDS = ["password_link", "login_code", "account_notice"]
READER, SEALED = "outgoing_mail_goes_to_somebody", "outgoing_mail_sealed_while_unsent"

FROM_A_ROW = """
    (kind = 'endorse' AND endorsement_id IS NOT NULL)
    OR (kind <> 'endorse' AND signature_id IS NOT NULL)
"""
ADD = f"""
    {TABLE} ADD COLUMN IF NOT EXISTS sealed text NOT NULL DEFAULT '',
    DROP CONSTRAINT IF EXISTS {READER},
    DROP CONSTRAINT IF EXISTS {SEALED},
    ADD CONSTRAINT {READER} CHECK (
        kind IN ('nothing', 'password_link', 'login_code', 'account_notice') OR {FROM_A_ROW}
    ) NOT VALID,
    ADD CONSTRAINT {SEALED} CHECK (
        sealed = '' OR (sent_at IS NULL AND failed_at IS NULL)
    ) NOT VALID
"""
REMOVE = f"""
    DELETE FROM signatures_outgoingmail
    WHERE kind IN ('password_link', 'login_code', 'account_notice');
    {TABLE} DROP CONSTRAINT {READER},
    DROP CONSTRAINT {SEALED},
    DROP COLUMN sealed,
    ADD CONSTRAINT {READER} CHECK (kind = 'nothing' OR {FROM_A_ROW})
"""
# New rows can be added while the old ones are checked.
VALIDATE = f"{TABLE} VALIDATE CONSTRAINT {READER}, VALIDATE CONSTRAINT {SEALED}"


def run(sql):
    def forwards(apps, schema_editor):
        with connections[schema_editor.connection.alias].cursor() as cursor:
            cursor.execute(NOT_LONG)
            cursor.execute(sql)

    return forwards


def forget_other_addresses(apps, schema_editor):
    """An account has one address, its own: these rows could hold someone else's."""
    for name in ("EmailConfirmation", "EmailAddress"):
        apps.get_model("account", name).objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("signatures", "0023_a_line_is_a_row"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(run(ADD), run(REMOVE), atomic=True)],
            state_operations=[
                migrations.AddField(
                    "outgoingmail",
                    "sealed",
                    models.TextField(default="", db_default="", editable=False),
                ),
                migrations.RemoveConstraint("outgoingmail", READER),
                migrations.AddConstraint(
                    "outgoingmail",
                    models.CheckConstraint(
                        condition=Q(kind__in=["nothing", *ACCOUNT_KINDS])
                        | Q(kind="endorse", endorsement__isnull=False)
                        | (~Q(kind="endorse") & Q(signature__isnull=False)),
                        name=READER,
                    ),
                ),
                migrations.AddConstraint(
                    "outgoingmail",
                    models.CheckConstraint(
                        condition=Q(sealed="") | Q(sent_at=None, failed_at=None), name=SEALED
                    ),
                ),
            ],
        ),
        migrations.RunPython(run(VALIDATE), migrations.RunPython.noop, atomic=True),
        migrations.RunPython(forget_other_addresses, migrations.RunPython.noop, atomic=True),
        # Choices alone: nothing changes in the database.
        migrations.AlterField(
            "decision",
            "about",
            models.CharField(
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
                    ("account", "account"),
                    ("export", "export"),
                    ("audit", "sample audit"),
                ],
                db_default="signature",
                default="signature",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            "outgoingmail",
            "kind",
            models.CharField(
                choices=[
                    ("confirm", "please confirm"),
                    ("already_signed", "you have signed already"),
                    ("thank_you", "thank you"),
                    ("link", "the link to your signature"),
                    ("endorse", "please confirm an endorsement"),
                    ("audit", "did you sign?"),
                    ("vouched_yes", "your guild says yes"),
                    ("vouched_no", "your guild says no"),
                    ("vouched_unsure", "your guild cannot tell"),
                    ("member_used", "your membership was used"),
                    ("password_link", "set your password"),
                    ("login_code", "your code to sign in"),
                    ("account_notice", "a change in your account"),
                    ("nothing", "nothing"),
                ],
                max_length=14,
            ),
        ),
    ]
