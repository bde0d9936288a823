"""Add updates of a statement, and the e-mails to signatories who asked for them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("signatures", "0068_add_partner_totals"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='decision',
            name='about',
            field=models.CharField(choices=[('signature', 'signature'), ('notable', 'notable signatory'), ('batch', 'bulk action'), ('statement', 'statement'), ('text', 'text'), ('endorsement', 'endorsement'), ('organization', 'organization'), ('rule', 'rule'), ('watched_name', 'watched name'), ('occupation', 'occupation'), ('guild', 'guild'), ('role', 'role of an organizer'), ('account', 'account'), ('export', 'export'), ('update', 'update'), ('audit', 'sample audit'), ('mail', 'outgoing e-mail')], db_default='signature', default='signature', max_length=12),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('confirm', 'please confirm'), ('reminder', 'reminder to confirm'), ('remind_again', 'reminder to confirm, sent by an organizer'), ('already_signed', 'you have signed already'), ('thank_you', 'thank you'), ('published', 'your signature is published'), ('not_accepted', 'your signature was not accepted'), ('withdrawn', 'you have withdrawn'), ('disowned', 'you did not sign'), ('link', 'the link to your signature'), ('endorse', 'please confirm an endorsement'), ('endorse_yes', 'your endorsement is published'), ('endorse_no', 'your endorsement was not accepted'), ('endorse_off', 'your endorsement is no longer published'), ('audit', 'did you sign?'), ('vouched_yes', 'your guild says yes'), ('vouched_no', 'your guild says no'), ('vouched_unsure', 'your guild cannot tell'), ('member_used', 'your membership was used'), ('changed', 'your entry is changed'), ('not_changed', 'your change was not accepted'), ('update', 'news about the statement'), ('new_wording', 'please sign the new wording'), ('alarm', 'a scheduled job does not run'), ('password_link', 'set your password'), ('login_code', 'your code to sign in'), ('account_notice', 'a change in your account'), ('nothing', 'nothing')], max_length=14),
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('publish_at', models.DateTimeField(editable=False, null=True)),
                ('paused_at', models.DateTimeField(editable=False, null=True)),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('taken_back_at', models.DateTimeField(editable=False, null=True)),
                ('reached_id', models.BigIntegerField(default=0, editable=False)),
                ('to_send', models.PositiveIntegerField(editable=False, null=True)),
                ('queued', models.PositiveIntegerField(default=0, editable=False)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='news', to='signatures.statement')),
                ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='update',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='signatures.update'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.UniqueConstraint(condition=models.Q(('update__isnull', False)), fields=('update', 'signature'), name='outgoing_mail_update_once_each'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'update'), _negated=True), ('update__isnull', False), _connector='OR'), name='outgoing_mail_is_of_an_update'),
        ),
        migrations.AddIndex(
            model_name='update',
            index=models.Index(models.F('publish_at'), condition=models.Q(('ended_at', None), ('taken_back_at', None)), name='update_to_send'),
        ),
    ]
