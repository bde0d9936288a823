"""Add when the last one who is named in a letter joined the list."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0091_add_linked_orcids'),
    ]

    operations = [
        # A waiting lock would stop the site.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name='rendition',
            name='last_joined_at',
            field=models.DateTimeField(null=True),
        ),
    ]
