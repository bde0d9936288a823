"""Add marks of organizations, and sites that signatories link."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0088_let_two_people_share_a_mailbox'),
    ]

    operations = [
        # A waiting lock would stop the site.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name='statement',
            name='linked_sites',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=60)),
                ('meaning', models.CharField(max_length=300)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='signatures.statement')),
            ],
            options={
                'ordering': ['label', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='GivenMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('according_to', models.CharField(max_length=120)),
                ('url', models.URLField()),
                ('checked_on', models.DateField()),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('endorsement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='signatures.endorsement')),
                ('mark', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='given', to='signatures.mark')),
            ],
            options={
                'ordering': ['mark__label', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LinkedSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField()),
                ('state', models.CharField(choices=[('waiting', 'not checked yet'), ('found', 'links to the signature'), ('missing', 'no link found'), ('refused', 'removed by the campaign team')], default='waiting', max_length=7)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, null=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('away_since', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=100)),
                ('signature', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='linked_site', to='signatures.signature')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='linked_site_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'found'), _negated=True), ('checked_at__isnull', False), _connector='OR'), name='linked_site_is_checked_before_it_is_shown')],
            },
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('statement', 'label'), name='mark_label_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='givenmark',
            constraint=models.UniqueConstraint(fields=('endorsement', 'mark'), name='given_mark_once_an_organization'),
        ),
    ]
