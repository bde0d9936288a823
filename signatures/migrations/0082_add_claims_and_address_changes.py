"""Add reports of people who did not sign, changes of address, and e-mails at the end of signing."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0081_add_invitations_and_press_links'),
    ]

    operations = [
        # A waiting lock would stop the site.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('mailbox', models.CharField(max_length=254)),
                ('old_sha256', models.BinaryField(max_length=32, unique=True)),
                ('new_sha256', models.BinaryField(max_length=32, unique=True)),
                ('old_confirmed_at', models.DateTimeField(null=True)),
                ('new_confirmed_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='ClosingNotice',
            fields=[
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='signatures.statement')),
                ('reached_id', models.BigIntegerField(default=0)),
                ('queued', models.PositiveIntegerField(default=0)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='IdentityClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('unconfirmed', 'not confirmed yet'), ('waiting', 'waits for the campaign team'), ('upheld', 'the signature was taken off the list'), ('refused', 'the signature stays')], default='unconfirmed', max_length=11)),
                ('email', models.EmailField(max_length=254)),
                ('mailbox', models.CharField(max_length=254)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('sha256', models.BinaryField(max_length=32, unique=True)),
                ('holds', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='outgoingmail',
            name='outgoing_mail_goes_to_somebody',
        ),
        migrations.AddField(
            model_name='codebatch',
            name='used_before',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('confirm', 'please confirm'), ('reminder', 'reminder to confirm'), ('remind_again', 'reminder to confirm, sent by an organizer'), ('already_signed', 'you have signed already'), ('thank_you', 'thank you'), ('published', 'your signature is published'), ('not_accepted', 'your signature was not accepted'), ('withdrawn', 'you have withdrawn'), ('disowned', 'you did not sign'), ('link', 'the link to your signature'), ('endorse', 'please confirm an endorsement'), ('endorse_yes', 'your endorsement is published'), ('endorse_no', 'your endorsement was not accepted'), ('endorse_off', 'your endorsement is no longer published'), ('audit', 'did you sign?'), ('vouched_yes', 'your guild says yes'), ('vouched_no', 'your guild says no'), ('vouched_unsure', 'your guild cannot tell'), ('member_used', 'your membership was used'), ('disputed', 'someone else claims your membership'), ('dispute_begun', 'your guild is asked about a membership used before'), ('dispute_kept', 'your membership stays with your signature'), ('dispute_lost', "your membership is someone else's"), ('changed', 'your entry is changed'), ('not_changed', 'your change was not accepted'), ('claim', 'please confirm that you did not sign'), ('claim_yes', 'the name you reported is off the list'), ('claim_no', 'the name you reported stays'), ('claim_stays', 'your signature was reported and stays'), ('old_address', 'please agree to another address'), ('new_address', 'please confirm your new address'), ('taken_address', 'this address has signed already'), ('left_address', 'your signature has another address'), ('address_set', 'your address is changed'), ('own_links', 'the links to signatures without a name'), ('closed', 'signing has ended'), ('update', 'news about the statement'), ('new_wording', 'please sign the new wording'), ('alarm', 'a scheduled job does not run'), ('password_link', 'set your password'), ('login_code', 'your code to sign in'), ('account_notice', 'a change in your account'), ('invitation', 'you are invited to sign'), ('invite_again', 'reminder of an invitation'), ('nothing', 'nothing')], max_length=14),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['nothing', 'alarm', 'password_link', 'login_code', 'account_notice', 'withdrawn', 'disowned', 'claim', 'claim_yes', 'claim_no', 'own_links', 'old_address', 'new_address', 'taken_address', 'left_address']), models.Q(('endorsement__isnull', False), ('kind__in', ['endorse', 'endorse_yes', 'endorse_no', 'endorse_off'])), models.Q(('invitation__isnull', False), ('kind__in', ['invitation', 'invite_again'])), models.Q(models.Q(('kind__in', ['endorse', 'endorse_yes', 'endorse_no', 'endorse_off', 'invitation', 'invite_again']), _negated=True), ('signature__isnull', False)), _connector='OR'), name='outgoing_mail_goes_to_somebody'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'closed')), fields=('signature',), name='outgoing_mail_closed_once'),
        ),
        migrations.AddField(
            model_name='addresschange',
            name='signature',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='address_change', to='signatures.signature'),
        ),
        migrations.AddField(
            model_name='identityclaim',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='identityclaim',
            name='signature',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identity_claims', to='signatures.signature'),
        ),
        migrations.AddIndex(
            model_name='identityclaim',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['confirmed_at'], name='identity_claim_waits'),
        ),
        migrations.AddIndex(
            model_name='identityclaim',
            index=models.Index(fields=['mailbox'], name='identity_claim_of_mailbox'),
        ),
        migrations.AddConstraint(
            model_name='identityclaim',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('signature', 'mailbox'), name='identity_claim_open_once_each'),
        ),
        migrations.AddConstraint(
            model_name='identityclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state__in', ['unconfirmed', 'waiting'])), models.Q(('decided_at__isnull', False), ('state__in', ['upheld', 'refused'])), _connector='OR'), name='identity_claim_dated_when_decided'),
        ),
    ]
