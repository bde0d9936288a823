import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0018_vouching'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('confirm', 'please confirm'), ('already_signed', 'you have signed already'), ('thank_you', 'thank you'), ('link', 'the link to your signature'), ('endorse', 'please confirm an endorsement'), ('audit', 'did you sign?'), ('vouched_yes', 'your guild says yes'), ('vouched_no', 'your guild says no'), ('vouched_unsure', 'your guild cannot tell'), ('member_used', 'your membership was used'), ('nothing', 'nothing')], max_length=14),
        ),
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('reading', 'being read'), ('read', 'waits for an officer'), ('asked', 'waits for an owner'), ('current', 'in use'), ('replaced', 'replaced by a later one'), ('declined', 'declined'), ('revoked', 'revoked'), ('deleted', 'deleted')], default='reading', max_length=8)),
                ('dated', models.DateField()),
                ('key_id', models.CharField(max_length=32)),
                ('sha256', models.CharField(max_length=64)),
                ('members', models.PositiveIntegerField()),
                ('surnames', models.PositiveIntegerField()),
                ('addresses', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('joined', models.PositiveIntegerField(null=True)),
                ('missing', models.PositiveIntegerField(null=True)),
                ('reached', models.BigIntegerField(null=True)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('taken_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guild', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rosters', to='signatures.guild')),
                ('officer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='RosterClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', models.BinaryField(max_length=32, null=True)),
                ('claimed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('guild', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='roster_claims', to='signatures.guild')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='signatures.roster')),
                ('signature', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roster_claims', to='signatures.signature')),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signatures.statement')),
            ],
        ),
        migrations.CreateModel(
            name='RosterFingerprint',
            fields=[
                ('pk', models.CompositePrimaryKey('roster_id', 'fingerprint', blank=True, editable=False, primary_key=True, serialize=False)),
                ('fingerprint', models.BinaryField(max_length=32)),
                ('kind', models.CharField(max_length=1)),
                ('roster', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='fingerprints', to='signatures.roster')),
            ],
        ),
        migrations.CreateModel(
            name='RosterPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('packed', models.BinaryField()),
                ('roster', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='signatures.roster')),
            ],
        ),
        migrations.CreateModel(
            name='RosterRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefixes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                ('check_letter', models.BooleanField(default=False)),
                ('guild', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='roster_rules', to='signatures.guild')),
            ],
        ),
        migrations.AddIndex(
            model_name='roster',
            index=models.Index(condition=models.Q(('state', 'reading'), ('reached__isnull', False), ('forgotten_at', None), _connector='OR'), fields=['id'], name='roster_with_work_left'),
        ),
        migrations.AddConstraint(
            model_name='roster',
            constraint=models.UniqueConstraint(fields=('guild', 'number'), name='roster_numbered'),
        ),
        migrations.AddConstraint(
            model_name='roster',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('guild',), name='roster_one_in_use'),
        ),
        migrations.AddConstraint(
            model_name='roster',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('officer')), _negated=True), _connector='OR'), name='roster_approved_by_another'),
        ),
        migrations.AddIndex(
            model_name='rosterclaim',
            index=models.Index(fields=['guild', 'id'], name='roster_claim_in_turn'),
        ),
        migrations.AddConstraint(
            model_name='rosterclaim',
            constraint=models.UniqueConstraint(fields=('guild', 'statement', 'member'), name='roster_claim_once_a_statement'),
        ),
        migrations.AddConstraint(
            model_name='rosterpart',
            constraint=models.UniqueConstraint(fields=('roster', 'number'), name='roster_part_numbered'),
        ),
    ]
