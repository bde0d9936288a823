"""Let two people sign with one mailbox, where a statement allows it.

The constraint of the former release stays: a second person has a mark before the mailbox.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0087_note_passed_goals'),
    ]

    operations = [
        # A waiting lock would stop the site.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name='statement',
            name='shares_mailboxes',
            field=models.BooleanField(db_default=False, default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='signature_second_is_allowed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (starts_with(NEW.mailbox, '2 '))", func="\n        IF starts_with(NEW.mailbox, '2 2 ') OR NOT EXISTS (\n            SELECT FROM signatures_statement WHERE id = NEW.statement_id AND shares_mailboxes\n        ) OR EXISTS (\n            SELECT FROM signatures_signature\n            WHERE statement_id = NEW.statement_id AND mailbox = substr(NEW.mailbox, 3)\n                AND lower(name) = lower(NEW.name)\n        ) THEN\n            RAISE EXCEPTION 'this mailbox has signed statement % already', NEW.statement_id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signature_second_is_allowed';\n        END IF;\n        RETURN NEW;\n    ", hash='4accd34d5c3a0a470c4822c860e04f1903810ca6', operation='INSERT OR UPDATE OF "mailbox", "statement_id"', pgid='pgtrigger_signature_second_is_allowed_335f1', table='signatures_signature', when='BEFORE')),
        ),
    ]
