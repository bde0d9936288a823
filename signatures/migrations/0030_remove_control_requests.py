"""Remove the invented requests that were mixed into officers' queues.

The columns `planted` and `made_at` stay in the database with a default, so that the processes of
the previous release can go on writing while the upgrade runs. Nothing reads them any more.
"""

import django.db.models.deletion
from django.db import migrations, models

DELETE_THEM = """
    DELETE FROM signatures_vouchanswer WHERE planted;
    DELETE FROM signatures_vouchrequest WHERE signature_id IS NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
KEEP_COLUMNS_FOR_OLD_PROCESSES = """
    ALTER TABLE signatures_vouchanswer ALTER COLUMN planted SET DEFAULT false;
    ALTER TABLE signatures_vouchrequest ALTER COLUMN made_at SET DEFAULT now();
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0029_add_job_runs_and_mail_server")]

    operations = [
        migrations.RunSQL(DELETE_THEM, migrations.RunSQL.noop),
        migrations.RemoveIndex("vouchrequest", "vouch_planted"),
        migrations.RemoveIndex("vouchanswer", "vouch_answer_of_guild"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("vouchanswer", "planted"),
                migrations.RemoveField("vouchrequest", "made_at"),
            ],
            database_operations=[
                migrations.RunSQL(KEEP_COLUMNS_FOR_OLD_PROCESSES, migrations.RunSQL.noop)
            ],
        ),
        migrations.AddIndex(
            "vouchanswer",
            models.Index(
                fields=["guild", "answered_at"],
                include=["officer", "answer"],
                name="vouch_answer_of_guild",
            ),
        ),
        migrations.AlterField(
            "vouchrequest",
            "signature",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="vouch_requests",
                to="signatures.signature",
            ),
        ),
    ]
