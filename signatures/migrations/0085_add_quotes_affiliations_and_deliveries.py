"""Add quotes, affiliations, deliveries with their lists and answers, and pages of signatures."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import signatures.models.statement


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0084_vacuum_large_tables_early'),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name='statement',
            name='signature_pages',
            field=models.BooleanField(db_default=False, default=False, verbose_name='give each signature a page of its own'),
        ),
        migrations.AddField(
            model_name='watchedname',
            name='from_text',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AlterField(
            model_name='statement',
            name='form_fields',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('credit', 'credit'), ('occupation', 'occupation'), ('country', 'country'), ('display', 'how the signature is shown'), ('updates', 'updates by e-mail'), ('family_name', 'family name, to sort the list by'), ('affiliation', 'affiliation: an organization they work for or belong to'), ('quote', 'quote: what they want to say, shown after you have read it')], max_length=12), blank=True, db_default=['credit', 'occupation', 'country', 'display', 'updates'], default=signatures.models.statement.every_form_field, size=None),
        ),
        migrations.AlterField(
            model_name='tidying',
            name='kind',
            field=models.CharField(choices=[('credit', 'credits'), ('occupation', 'occupations'), ('organization', 'organizations'), ('affiliation', 'affiliations')], max_length=12),
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('recipient', models.CharField(max_length=200)),
                ('delivered_at', models.DateTimeField()),
                ('list_at', models.DateTimeField(editable=False)),
                ('how', models.CharField(choices=[('in_person', 'in person'), ('post', 'by post'), ('email', 'by e-mail'), ('other', 'in another way')], default='in_person', max_length=9)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('file', models.FileField(blank=True, upload_to='deliveries/')),
                ('file_label', models.CharField(blank=True, max_length=100)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('names', models.PositiveIntegerField(editable=False, null=True)),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='signatures.statement')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'ordering': ['-delivered_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DeliveredLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('sha256', models.CharField(max_length=64)),
                ('signature', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='signatures.signature')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='signatures.delivery')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('demand', models.CharField(max_length=200)),
                ('outcome', models.CharField(choices=[('agreed', 'agreed'), ('partly', 'partly agreed'), ('refused', 'refused'), ('none', 'no answer')], max_length=7)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('answered_on', models.DateField()),
                ('url', models.URLField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='signatures.delivery')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=280)),
                ('search_text', models.TextField(default='', editable=False)),
                ('state', models.CharField(choices=[('waiting', 'under review'), ('published', 'shown with the signature'), ('chosen', 'shown with the signature and on the statement’s page'), ('refused', 'not accepted')], default='waiting', max_length=9)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('decided_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signature', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='quote', to='signatures.signature')),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signatures.statement')),
            ],
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('key', models.CharField(editable=False, max_length=500)),
                ('state', models.CharField(choices=[('published', 'shown with the signature'), ('waiting', 'under review'), ('refused', 'not accepted')], db_default='published', default='published', max_length=9)),
                ('signature', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='affiliation', to='signatures.signature')),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signatures.statement')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'published')), fields=['statement', 'key', 'signature'], name='affiliation_by_key'), models.Index(condition=models.Q(('state', 'waiting')), fields=['statement'], name='affiliation_waiting')],
            },
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('names', None), ('sha256', '')), models.Q(('names__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='delivery_list_has_its_hash'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliveredline',
            trigger=pgtrigger.compiler.Trigger(name='delivered_salt_goes_with_signature', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.signature_id IS NULL AND NEW.salt <> '')", func="NEW.salt := ''; RETURN NEW;", hash='944b408c850aefbff8b3fdf0f61d1abf6ba1f7e2', operation='UPDATE OF "signature_id"', pgid='pgtrigger_delivered_salt_goes_with_signature_e0d17', table='signatures_deliveredline', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='quote',
            index=models.Index(models.F('statement'), models.OrderBy(models.F('decided_at'), descending=True), condition=models.Q(('state__in', ['published', 'chosen'])), name='quote_newest_first'),
        ),
        migrations.AddIndex(
            model_name='quote',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['statement', 'sent_at'], name='quote_waiting'),
        ),
        migrations.AddIndex(
            model_name='quote',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('search_text'), name='gin_trgm_ops'), condition=models.Q(('state__in', ['published', 'chosen'])), name='quote_finding'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'chosen']), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='quote_is_read_before_it_is_shown'),
        ),
    ]
