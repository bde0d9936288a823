import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Credits of people who withdrew before withdrawing took their place above the list along.
LEFT_BEHIND = """
    DELETE FROM signatures_notable USING signatures_signature
    WHERE signatures_signature.id = signature_id AND state = 'withdrawn'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0012_organizations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('confirm', 'please confirm'), ('already_signed', 'you have signed already'), ('thank_you', 'thank you'), ('link', 'the link to your signature'), ('endorse', 'please confirm an endorsement'), ('audit', 'did you sign?'), ('nothing', 'nothing')], max_length=14),
        ),
        migrations.AlterField(
            model_name='token',
            name='purpose',
            field=models.CharField(choices=[('confirm', 'confirm a signature'), ('manage', "see and withdraw one's own signature"), ('code', 'confirm by typing'), ('endorse', 'confirm that one asked for an endorsement'), ('audit', 'say whether one signed')], max_length=7),
        ),
        migrations.CreateModel(
            name='Audit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.PositiveSmallIntegerField()),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('drawn_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('shown', models.BooleanField(default=False)),
                ('population', models.PositiveIntegerField(default=0)),
                ('asked', models.PositiveIntegerField(default=0)),
                ('delivered', models.PositiveIntegerField(default=0)),
                ('bounced', models.PositiveIntegerField(default=0)),
                ('yes', models.PositiveIntegerField(default=0)),
                ('no', models.PositiveIntegerField(default=0)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audits', to='signatures.statement')),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AuditedSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(blank=True, choices=[('yes', 'I signed'), ('no', 'I did not sign this')], default='', max_length=3)),
                ('answered_at', models.DateTimeField(null=True)),
                ('audit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='asked_signatures', to='signatures.audit')),
                ('mail', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='audited', to='signatures.outgoingmail')),
                ('signature', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audited', to='signatures.signature')),
            ],
        ),
        migrations.CreateModel(
            name='IdentityCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('written_to', 'written to at an address found independently'), ('video_call', 'by video call'), ('known', 'known in person'), ('office', 'confirmed by their agent or office'), ('guild', 'confirmed by their guild')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('checked_on', models.DateField()),
                ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signature', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identity_checks', to='signatures.signature')),
            ],
            options={
                'ordering': ['-checked_on', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='audit',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('statement',), name='audit_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='audit',
            constraint=models.CheckConstraint(condition=models.Q(('percent__gte', 1), ('percent__lte', 5)), name='audit_of_1_to_5_percent'),
        ),
        migrations.AddConstraint(
            model_name='audit',
            constraint=models.CheckConstraint(condition=models.Q(('shown', False), ('ended_at__isnull', False), _connector='OR'), name='audit_shown_when_ended'),
        ),
        migrations.AddConstraint(
            model_name='auditedsignature',
            constraint=models.UniqueConstraint(fields=('audit', 'signature'), name='audit_asks_once'),
        ),
        migrations.AddConstraint(
            model_name='auditedsignature',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['', 'yes', 'no'])), name='audit_has_a_known_answer'),
        ),
        migrations.AddConstraint(
            model_name='identitycheck',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ['written_to', 'video_call', 'known', 'office', 'guild'])), name='identity_check_in_a_known_way'),
        ),
        migrations.RunSQL(LEFT_BEHIND, migrations.RunSQL.noop),
    ]
