"""Add notices above public pages and the switch of the reduced mode."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0082_add_claims_and_address_changes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='decision',
            name='about',
            field=models.CharField(choices=[('signature', 'signature'), ('notable', 'notable signatory'), ('batch', 'bulk action'), ('statement', 'statement'), ('text', 'text'), ('endorsement', 'endorsement'), ('organization', 'organization'), ('rule', 'rule'), ('watched_name', 'watched name'), ('occupation', 'occupation'), ('guild', 'guild'), ('role', 'role of an organizer'), ('account', 'account'), ('export', 'export'), ('update', 'update'), ('audit', 'sample audit'), ('mail', 'outgoing e-mail'), ('invitation', 'invitation'), ('press_link', 'link for a journalist'), ('site', 'site')], db_default='signature', default='signature', max_length=12),
        ),
        migrations.CreateModel(
            name='ReducedMode',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='reduced_mode_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('shows_from', models.DateTimeField(default=django.utils.timezone.now)),
                ('shows_until', models.DateTimeField(blank=True, null=True)),
                ('statement', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signatures.statement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('statement',), name='notice_is_one_per_statement', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('shows_until', None), ('shows_until__gt', models.F('shows_from')), _connector='OR'), name='notice_begins_before_it_ends')],
            },
        ),
    ]
