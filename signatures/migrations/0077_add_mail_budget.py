"""Add when e-mails wait because forms asked for far more than usual."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("signatures", "0076_recheck_guild_domains"),
    ]

    operations = [
        migrations.AddField(
            model_name='mailserver',
            name='budget_lifted_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='mailserver',
            name='over_budget_until',
            field=models.DateTimeField(null=True),
        ),
    ]
