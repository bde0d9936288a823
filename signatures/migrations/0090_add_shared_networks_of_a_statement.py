"""Add the networks that many signatories of a statement share."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0089_add_marks_and_linked_sites'),
    ]

    operations = [
        # A waiting lock would stop the site.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name='statement',
            name='shared_networks',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, db_default=[], default=list, size=None),
        ),
    ]
