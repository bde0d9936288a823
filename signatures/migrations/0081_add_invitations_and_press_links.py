"""Add invitations to sign in private, the e-mails to them, and links for the press."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0080_count_addresses_at_guilds'),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('personal', 'for one person'), ('group', 'for a group')], max_length=8)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('mailbox', models.CharField(blank=True, editable=False, max_length=254)),
                ('label', models.CharField(blank=True, max_length=80)),
                ('limit', models.PositiveIntegerField(null=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('sha256', models.BinaryField(max_length=32, unique=True)),
                ('sealed', models.TextField(editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('opened_at', models.DateTimeField(null=True)),
                ('declined_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('invited_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['kind', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='InvitationUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('used_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='PressLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('sha256', models.BinaryField(max_length=32, unique=True)),
                ('sealed', models.TextField(editable=False)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('visits', models.PositiveIntegerField(default=0)),
                ('visited_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='outgoingmail',
            name='outgoing_mail_goes_to_somebody',
        ),
        migrations.AlterField(
            model_name='decision',
            name='about',
            field=models.CharField(choices=[('signature', 'signature'), ('notable', 'notable signatory'), ('batch', 'bulk action'), ('statement', 'statement'), ('text', 'text'), ('endorsement', 'endorsement'), ('organization', 'organization'), ('rule', 'rule'), ('watched_name', 'watched name'), ('occupation', 'occupation'), ('guild', 'guild'), ('role', 'role of an organizer'), ('account', 'account'), ('export', 'export'), ('update', 'update'), ('audit', 'sample audit'), ('mail', 'outgoing e-mail'), ('invitation', 'invitation'), ('press_link', 'link for a journalist')], db_default='signature', default='signature', max_length=12),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('confirm', 'please confirm'), ('reminder', 'reminder to confirm'), ('remind_again', 'reminder to confirm, sent by an organizer'), ('already_signed', 'you have signed already'), ('thank_you', 'thank you'), ('published', 'your signature is published'), ('not_accepted', 'your signature was not accepted'), ('withdrawn', 'you have withdrawn'), ('disowned', 'you did not sign'), ('link', 'the link to your signature'), ('endorse', 'please confirm an endorsement'), ('endorse_yes', 'your endorsement is published'), ('endorse_no', 'your endorsement was not accepted'), ('endorse_off', 'your endorsement is no longer published'), ('audit', 'did you sign?'), ('vouched_yes', 'your guild says yes'), ('vouched_no', 'your guild says no'), ('vouched_unsure', 'your guild cannot tell'), ('member_used', 'your membership was used'), ('disputed', 'someone else claims your membership'), ('dispute_begun', 'your guild is asked about a membership used before'), ('dispute_kept', 'your membership stays with your signature'), ('dispute_lost', "your membership is someone else's"), ('changed', 'your entry is changed'), ('not_changed', 'your change was not accepted'), ('update', 'news about the statement'), ('new_wording', 'please sign the new wording'), ('alarm', 'a scheduled job does not run'), ('password_link', 'set your password'), ('login_code', 'your code to sign in'), ('account_notice', 'a change in your account'), ('invitation', 'you are invited to sign'), ('invite_again', 'reminder of an invitation'), ('nothing', 'nothing')], max_length=14),
        ),
        migrations.AddField(
            model_name='invitation',
            name='created_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='heading',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='signatures.notableheading'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='signatures.statement'),
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='invitation',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='signatures.invitation'),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(condition=models.Q(('invitation__isnull', False)), fields=['invitation'], name='outgoing_mail_of_invitation'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['nothing', 'alarm', 'password_link', 'login_code', 'account_notice', 'withdrawn', 'disowned']), models.Q(('endorsement__isnull', False), ('kind__in', ['endorse', 'endorse_yes', 'endorse_no', 'endorse_off'])), models.Q(('invitation__isnull', False), ('kind__in', ['invitation', 'invite_again'])), models.Q(models.Q(('kind__in', ['endorse', 'endorse_yes', 'endorse_no', 'endorse_off', 'invitation', 'invite_again']), _negated=True), ('signature__isnull', False)), _connector='OR'), name='outgoing_mail_goes_to_somebody'),
        ),
        migrations.AddField(
            model_name='invitationuse',
            name='invitation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='signatures.invitation'),
        ),
        migrations.AddField(
            model_name='invitationuse',
            name='signature',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='invitation_use', to='signatures.signature'),
        ),
        migrations.AddField(
            model_name='presslink',
            name='created_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='presslink',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='press_links', to='signatures.statement'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('mailbox', ''), _negated=True), fields=('statement', 'mailbox'), name='invitation_once_a_mailbox'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('reminders__lte', 2)), name='invitation_few_reminders'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'personal'), ('label', ''), ('limit', None)), models.Q(('email', ''), ('kind', 'group'), ('limit__gte', 1), ('mailbox', ''), ('name', '')), _connector='OR'), name='invitation_of_a_person_or_a_group'),
        ),
    ]
