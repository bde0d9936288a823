
import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0017_codes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('confirm', 'please confirm'), ('already_signed', 'you have signed already'), ('thank_you', 'thank you'), ('link', 'the link to your signature'), ('endorse', 'please confirm an endorsement'), ('audit', 'did you sign?'), ('vouched_yes', 'your guild says yes'), ('vouched_no', 'your guild says no'), ('vouched_unsure', 'your guild cannot tell'), ('nothing', 'nothing')], max_length=14),
        ),
        migrations.CreateModel(
            name='VouchRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'waits for an officer'), ('second', 'waits for a second officer'), ('yes', 'a member'), ('no', 'not a member'), ('unsure', 'cannot tell'), ('over', 'ended without an answer')], default='waiting', max_length=7)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('stage_name', models.CharField(blank=True, max_length=100)),
                ('legal_name', models.CharField(blank=True, max_length=100)),
                ('number', models.CharField(blank=True, max_length=40)),
                ('link', models.CharField(blank=True, max_length=300)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('lacked_second', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('guild', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='vouch_requests', to='signatures.guild')),
                ('signature', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='vouch_requests', to='signatures.signature')),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signatures.statement')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='VouchAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('waiting', 'waits for an officer'), ('second', 'waits for a second officer'), ('yes', 'a member'), ('no', 'not a member'), ('unsure', 'cannot tell'), ('over', 'ended without an answer')], max_length=7)),
                ('planted', models.BooleanField()),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('guild', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signatures.guild')),
                ('officer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='signatures.vouchrequest')),
            ],
        ),
        migrations.AddIndex(
            model_name='vouchrequest',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'second'])), fields=['guild', 'asked_at', 'id'], name='vouch_request_open'),
        ),
        migrations.AddIndex(
            model_name='vouchrequest',
            index=models.Index(condition=models.Q(('erased_at', None)), fields=['answered_at'], name='vouch_request_unerased'),
        ),
        migrations.AddIndex(
            model_name='vouchrequest',
            index=models.Index(condition=models.Q(('signature', None)), fields=['guild', 'made_at'], name='vouch_planted'),
        ),
        migrations.AddConstraint(
            model_name='vouchrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'second'])), fields=('signature', 'guild'), name='vouch_request_one_open'),
        ),
        migrations.AddConstraint(
            model_name='vouchrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state__in', ['waiting', 'second'])), models.Q(models.Q(('state__in', ['waiting', 'second']), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='vouch_request_dated_when_answered'),
        ),
        migrations.AddConstraint(
            model_name='vouchrequest',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('legal_name', ''), ('link', ''), ('name', ''), ('number', ''), ('stage_name', ''), ('words', '')), _connector='OR'), name='vouch_request_erased_keeps_nothing'),
        ),
        migrations.AddIndex(
            model_name='vouchanswer',
            index=models.Index(fields=['guild', 'answered_at'], include=('officer', 'planted', 'answer'), name='vouch_answer_of_guild'),
        ),
        migrations.AddConstraint(
            model_name='vouchanswer',
            constraint=models.UniqueConstraint(fields=('request', 'officer'), name='vouch_answer_once'),
        ),
        migrations.AddConstraint(
            model_name='vouchanswer',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['yes', 'no', 'unsure'])), name='vouch_answer_is_one'),
        ),
    ]
