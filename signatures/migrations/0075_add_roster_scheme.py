from django.db import migrations, models


class Migration(migrations.Migration):
    """Rosters of before keep their fast hashes until their guild uploads another version."""

    dependencies = [("signatures", "0074_approve_guild_domains")]

    operations = [
        migrations.AddField(
            model_name="roster",
            name="scheme",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AlterField(
            model_name="roster",
            name="scheme",
            field=models.PositiveSmallIntegerField(db_default=1, default=2),
        ),
        migrations.AddField(
            model_name="rosterfingerprint",
            name="of_member",
            field=models.BinaryField(max_length=32, null=True),
        ),
    ]
