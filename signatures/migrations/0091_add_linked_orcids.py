"""Add ORCID iDs that signatories link."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0090_add_shared_networks_of_a_statement'),
    ]

    operations = [
        # A waiting lock would stop the site.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name='statement',
            name='linked_orcids',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='LinkedOrcid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('orcid', models.CharField(max_length=19)),
                ('signed_in_on', models.DateField()),
                ('is_removed', models.BooleanField(default=False)),
                ('signature', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='linked_orcid', to='signatures.signature')),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signatures.statement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('statement', 'orcid'), name='linked_orcid_once')],
            },
        ),
    ]
