"""Add the tables for files of names that organizers import."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0048_add_salutation'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='import_file', serialize=False, to='signatures.batch')),
                ('is_workbook', models.BooleanField(default=False)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('encodings', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), default=list, size=None)),
                ('encoding', models.CharField(blank=True, max_length=12)),
                ('columns', models.JSONField(default=dict)),
                ('unused', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('date_order', models.CharField(blank=True, max_length=11)),
                ('date_orders', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=11), default=list, size=None)),
                ('unclear_date', models.CharField(blank=True, max_length=40)),
                ('step', models.CharField(default='mapping', max_length=9)),
                ('problem', models.CharField(blank=True, max_length=12)),
                ('attempt', models.PositiveIntegerField(default=0)),
                ('reached', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AlterField(
            model_name='batch',
            name='act',
            field=models.CharField(choices=[('hold', 'hold'), ('refuse', 'refuse'), ('publish', 'publish'), ('import', 'import'), ('undo', 'undo')], max_length=7),
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('problem', models.CharField(blank=True, max_length=17)),
                ('notes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('credit', models.CharField(blank=True, max_length=200)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('mailbox', models.CharField(max_length=254, null=True)),
                ('mailbox_soft', models.CharField(max_length=254, null=True)),
                ('search_text', models.TextField(default='')),
                ('is_repeated', models.BooleanField(default=False)),
                ('date', models.CharField(blank=True, max_length=40)),
                ('signed_at', models.DateTimeField(null=True)),
                ('state', models.CharField(blank=True, max_length=9)),
                ('hold_reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                ('refused_by', models.CharField(blank=True, max_length=120)),
                ('public_id', models.UUIDField(default=uuid.uuid4)),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='signatures.importfile')),
                ('occupation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='signatures.occupation')),
                ('signature', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='import_lines', to='signatures.signature')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(models.Q(('problem', ''), _negated=True), models.Q(('notes', []), _negated=True), models.Q(('state', 'published'), _negated=True), _connector='OR'), fields=['file', 'number'], name='import_line_to_report')],
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='import_line_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('data', models.BinaryField()),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='signatures.importfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='import_part_once')],
            },
        ),
    ]
