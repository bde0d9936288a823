"""Add disputes about a membership that someone else has used."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0078_add_launch'),
    ]

    operations = [
        migrations.AddField(
            model_name='vouchrequest',
            name='address_on_roster',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='vouchrequest',
            name='disputed_way',
            field=models.CharField(db_default='', default='', max_length=13),
        ),
        migrations.AddField(
            model_name='vouchrequest',
            name='disputes',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='disputed_by', to='signatures.signature'),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('confirm', 'please confirm'), ('reminder', 'reminder to confirm'), ('remind_again', 'reminder to confirm, sent by an organizer'), ('already_signed', 'you have signed already'), ('thank_you', 'thank you'), ('published', 'your signature is published'), ('not_accepted', 'your signature was not accepted'), ('withdrawn', 'you have withdrawn'), ('disowned', 'you did not sign'), ('link', 'the link to your signature'), ('endorse', 'please confirm an endorsement'), ('endorse_yes', 'your endorsement is published'), ('endorse_no', 'your endorsement was not accepted'), ('endorse_off', 'your endorsement is no longer published'), ('audit', 'did you sign?'), ('vouched_yes', 'your guild says yes'), ('vouched_no', 'your guild says no'), ('vouched_unsure', 'your guild cannot tell'), ('member_used', 'your membership was used'), ('disputed', 'someone else claims your membership'), ('dispute_begun', 'your guild is asked about a membership used before'), ('dispute_kept', 'your membership stays with your signature'), ('dispute_lost', "your membership is someone else's"), ('changed', 'your entry is changed'), ('not_changed', 'your change was not accepted'), ('update', 'news about the statement'), ('new_wording', 'please sign the new wording'), ('alarm', 'a scheduled job does not run'), ('password_link', 'set your password'), ('login_code', 'your code to sign in'), ('account_notice', 'a change in your account'), ('nothing', 'nothing')], max_length=14),
        ),
        migrations.AlterField(
            model_name='revokedproof',
            name='reason',
            field=models.CharField(choices=[('code', 'the guild revoked the code'), ('officer', 'the guild revoked its confirmation'), ('roster', 'the guild withdrew its roster'), ('sign_in', 'the guild says this person is not a member'), ('domain', 'the guild removed an e-mail domain'), ('dispute', 'the guild says the membership is someone else’s')], max_length=8),
        ),
    ]
