"""Add milestones, next steps after signing, and webhooks."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0085_add_quotes_affiliations_and_deliveries'),
    ]

    operations = [
        # A waiting lock would stop the site.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name='NextStepCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('share', 'share it'), ('invite', 'ask five people'), ('guild', 'write to their guild')], max_length=6)),
                ('number', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='PassedMilestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('passed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500)),
                ('sends_signatures', models.BooleanField(default=False)),
                ('sends_counts', models.BooleanField(default=False)),
                ('is_on', models.BooleanField(default=False)),
                ('stopped', models.CharField(blank=True, choices=[('', ''), ('gone', 'the receiver answered that it is gone (410)'), ('failing', 'no call succeeded for five days')], default='', editable=False, max_length=7)),
                ('sealed_secret', models.TextField(editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('busy_until', models.DateTimeField(editable=False, null=True)),
                ('failures', models.PositiveIntegerField(default=0, editable=False)),
                ('failing_since', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='WebhookCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, unique=True)),
                ('event', models.CharField(choices=[('signature.published', 'signature published'), ('signature.withdrawn', 'signature withdrawn'), ('statement.counted', 'number changed'), ('test', 'test')], max_length=19)),
                ('number', models.PositiveIntegerField(null=True)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('skipped', 'not sent, no longer true')], db_default='waiting', default='waiting', max_length=7)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('attempts', models.PositiveIntegerField(db_default=0, default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('status', models.PositiveIntegerField(null=True)),
                ('problem', models.CharField(db_default='', default='', max_length=200)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='statement',
            name='guild_letter',
            field=models.TextField(blank=True, db_default='', default='', max_length=2000),
        ),
        migrations.AddField(
            model_name='statement',
            name='milestones',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='statement',
            name='next_steps',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('share', 'share it'), ('invite', 'ask five people'), ('guild', 'write to their guild')], max_length=6), blank=True, db_default=[], default=list, size=None),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='signature_calls_webhooks', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN ((OLD.state = 'published' AND OLD.updates AND OLD.display <> 'counted') IS DISTINCT FROM (NEW.state = 'published' AND NEW.updates AND NEW.display <> 'counted'))", func="IF (NEW.state = 'published' AND NEW.updates AND NEW.display <> 'counted') THEN \n    INSERT INTO signatures_webhookcall (webhook_id, signature_id, event)\n    SELECT id, NEW.id, 'signature.published' FROM signatures_webhook\n    WHERE statement_id = NEW.statement_id AND sends_signatures AND (is_on OR stopped <> '');\n ELSE \n    INSERT INTO signatures_webhookcall (webhook_id, signature_id, event)\n    SELECT DISTINCT webhook_id, NEW.id, 'signature.withdrawn' FROM signatures_webhookcall\n    WHERE signature_id = NEW.id AND event = 'signature.published'\n        AND (state <> 'skipped' OR attempts > 0);\n END IF; RETURN NULL;", hash='3eec9b385dd8339c432b11c38935a173248c67c1', operation='UPDATE OF "state", "updates", "display"', pgid='pgtrigger_signature_calls_webhooks_cb39f', table='signatures_signature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='new_signature_calls_webhooks', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state = 'published' AND NEW.updates AND NEW.display <> 'counted')", func="\n    INSERT INTO signatures_webhookcall (webhook_id, signature_id, event)\n    SELECT id, NEW.id, 'signature.published' FROM signatures_webhook\n    WHERE statement_id = NEW.statement_id AND sends_signatures AND (is_on OR stopped <> '');\n RETURN NULL;", hash='a927c2395e56fa15561d8ce0dbec64b1fbe9fe59', operation='INSERT', pgid='pgtrigger_new_signature_calls_webhooks_036cd', table='signatures_signature', when='AFTER')),
        ),
        migrations.AddField(
            model_name='nextstepcount',
            name='statement',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signatures.statement'),
        ),
        migrations.AddField(
            model_name='passedmilestone',
            name='statement',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signatures.statement'),
        ),
        migrations.AddField(
            model_name='webhook',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to='signatures.statement'),
        ),
        migrations.AddField(
            model_name='webhookcall',
            name='signature',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='webhook_calls', to='signatures.signature'),
        ),
        migrations.AddField(
            model_name='webhookcall',
            name='webhook',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='signatures.webhook'),
        ),
        migrations.AddConstraint(
            model_name='nextstepcount',
            constraint=models.UniqueConstraint(fields=('statement', 'step'), name='next_step_count_once_a_statement'),
        ),
        migrations.AddConstraint(
            model_name='passedmilestone',
            constraint=models.UniqueConstraint(fields=('statement', 'number'), name='passed_milestone_is_told_once'),
        ),
        migrations.AddIndex(
            model_name='webhookcall',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['webhook', 'id'], name='webhook_call_waiting'),
        ),
    ]
