from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatures", "0075_add_roster_scheme")]

    operations = [
        migrations.AddField(
            model_name="guilddomain",
            name="checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="guilddomain",
            name="missing_since",
            field=models.DateTimeField(null=True),
        ),
    ]
