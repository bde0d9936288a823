from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("signatures", "0005_reasons_to_hold"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("owner", "owner"),
                    ("editor", "editor"),
                    ("moderator", "moderator"),
                    ("viewer", "viewer"),
                ],
                default="",
                max_length=9,
                verbose_name="role at the desk",
            ),
        ),
    ]
