from django.db import migrations, models

# Until now the only way was a code; `manage.py check_tallies --mend` corrects what was not.
BY_METHOD = """
    UPDATE signatures_tally SET value = 'guild_code' WHERE dimension = 'proof' AND value = 'guild';
    UPDATE signatures_tallydelta SET proof = 'guild_code' WHERE proof = 'guild';
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0014_guilds")]

    operations = [
        migrations.AlterField("tallydelta", "proof", models.CharField(max_length=13)),
        migrations.RunSQL(BY_METHOD, migrations.RunSQL.noop),
    ]
