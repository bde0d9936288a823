"""Add the asking about new wordings, corrections that wait for agreement, checks of translations."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Visitors would queue behind a migration that waits for these locks, so it gives up.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"
FUNCTION = """
    CREATE OR REPLACE FUNCTION signatures_keep_to_signed_text() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        {unless}
        RAISE EXCEPTION 'signature % was proven for another text', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signature_keeps_its_text';
    END $$
"""
# A confirmed signature moves to another text only if the signatory signed that one as well.
UNLESS_SIGNED = """
        IF EXISTS (
            SELECT FROM signatures_wordingrequest WHERE signature_id = OLD.id
                AND text_version_id = NEW.text_version_id AND answered_at IS NOT NULL
        ) THEN
            RETURN NEW;
        END IF;
"""

KINDS = [
    ("confirm", "please confirm"),
    ("reminder", "reminder to confirm"),
    ("remind_again", "reminder to confirm, sent by an organizer"),
    ("already_signed", "you have signed already"),
    ("thank_you", "thank you"),
    ("published", "your signature is published"),
    ("not_accepted", "your signature was not accepted"),
    ("withdrawn", "you have withdrawn"),
    ("disowned", "you did not sign"),
    ("link", "the link to your signature"),
    ("endorse", "please confirm an endorsement"),
    ("audit", "did you sign?"),
    ("vouched_yes", "your guild says yes"),
    ("vouched_no", "your guild says no"),
    ("vouched_unsure", "your guild cannot tell"),
    ("member_used", "your membership was used"),
    ("new_wording", "please sign the new wording"),
    ("alarm", "a scheduled job does not run"),
    ("password_link", "set your password"),
    ("login_code", "your code to sign in"),
    ("account_notice", "a change in your account"),
    ("nothing", "nothing"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0050_add_import_files'),
    ]

    operations = [
        migrations.RunSQL(NOT_LONG, NOT_LONG),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=14),
        ),
        migrations.CreateModel(
            name='ProposedCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('addressee', models.CharField(blank=True, max_length=300)),
                ('salutation', models.CharField(blank=True, max_length=200)),
                ('byline', models.CharField(blank=True, max_length=500)),
                ('text', models.TextField()),
                ('reason', models.CharField(max_length=200)),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('corrects', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signatures.textversion')),
                ('proposed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signatures.statement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('statement', 'language'), name='proposed_correction_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='TranslationCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text_version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='signatures.textversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('text_version', 'by'), name='translation_check_once')],
            },
        ),
        migrations.CreateModel(
            name='WordingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wording', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('from_text', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signatures.textversion')),
                ('signature', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='wording_requests', to='signatures.signature')),
                ('text_version', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signatures.textversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('signature', 'wording'), name='wording_request_once_each')],
            },
        ),
        migrations.CreateModel(
            name='WordingRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wording', models.PositiveSmallIntegerField()),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('to_ask', models.PositiveIntegerField()),
                ('asked', models.PositiveIntegerField(default=0)),
                ('answered', models.PositiveIntegerField(default=0)),
                ('reached_at', models.DateTimeField(null=True)),
                ('reached_id', models.BigIntegerField(default=0)),
                ('started_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='wording_rounds', to='signatures.statement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('statement', 'wording'), name='wording_round_once')],
            },
        ),
        migrations.RunSQL(
            FUNCTION.format(unless=UNLESS_SIGNED),
            FUNCTION.format(unless=""),
        ),
    ]
