"""Count published signatures by display, and members of guilds with and without those not listed.

Until now a signature counted for one guild only, the one with the strongest proof, and no tally
said how many signatures are counted without being listed. No step keeps a running site waiting.
A signature that the old code counts meanwhile is missing in the tallies by display:
``manage.py check_tallies --mend`` adds it.
"""

from importlib import import_module

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

FOLDER_LOCK = 7_265_701  # no worker folds deltas while these tallies are made

ADD_COLUMNS = """
    ALTER TABLE signatures_tallydelta
    ADD COLUMN IF NOT EXISTS other_guilds bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN IF NOT EXISTS display varchar(9) NOT NULL DEFAULT ''
"""
DROP_COLUMNS = "ALTER TABLE signatures_tallydelta DROP COLUMN other_guilds, DROP COLUMN display"

LOCK = f"SELECT pg_advisory_xact_lock({FOLDER_LOCK})"
CLEAR = "DELETE FROM signatures_tally WHERE dimension IN ('guild', 'listed', 'display')"
# Deltas that are not folded yet will be added to these tallies, so they are left out here.
COUNT = """
    INSERT INTO signatures_tally (statement_id, dimension, value, total)
    SELECT statement_id, dimension, value, sum(amount) FROM (
        SELECT statement_id, 'display' AS dimension, display AS value, count(*) AS amount
        FROM signatures_signature WHERE state = 'published' GROUP BY 1, 3
        UNION ALL SELECT statement_id, 'guild', unnest(guild_ids)::text, count(*)
        FROM signatures_signature WHERE state = 'published' AND guild_ids <> '{}' GROUP BY 1, 3
        UNION ALL SELECT statement_id, 'listed', unnest(guild_ids)::text, count(*)
        FROM signatures_signature
        WHERE state = 'published' AND guild_ids <> '{}' AND display <> 'counted' GROUP BY 1, 3
        UNION ALL SELECT statement_id, dimension, guild_id::text, -amount
        FROM signatures_tallydelta, (VALUES ('guild'), ('listed')) AS both_ways (dimension)
        WHERE state = 'published' AND guild_id IS NOT NULL AND display = ''
    ) counted GROUP BY 1, 2, 3
"""
COUNT_AS_BEFORE = """
    INSERT INTO signatures_tally (statement_id, dimension, value, total)
    SELECT statement_id, 'guild', guild_id::text, sum(amount) FROM (
        SELECT statement_id, guild_ids[1] AS guild_id, count(*) AS amount
        FROM signatures_signature WHERE state = 'published' AND guild_ids <> '{}' GROUP BY 1, 2
        UNION ALL SELECT statement_id, guild_id, -amount
        FROM signatures_tallydelta WHERE state = 'published' AND guild_id IS NOT NULL
    ) counted GROUP BY 1, 3
"""

run = import_module("signatures.migrations.0023_a_line_is_a_row").run
DIMENSIONS = ["state", "proof", "guild", "occupation", "country", "day", "refusal", "text"]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0046_add_mails_after_decisions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(run(ADD_COLUMNS), run(DROP_COLUMNS), atomic=True)
            ],
            state_operations=[
                migrations.AddField(
                    "tallydelta",
                    "other_guilds",
                    ArrayField(models.BigIntegerField(), db_default=[], default=list),
                ),
                migrations.AddField(
                    "tallydelta",
                    "display",
                    models.CharField(db_default="", default="", max_length=9),
                ),
            ],
        ),
        migrations.AlterField(
            "tally",
            "dimension",
            models.CharField(
                choices=[(each, each) for each in [*DIMENSIONS, "listed", "display"]],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "statement",
            "searchable",
            models.BooleanField(
                default=False,
                verbose_name="let search engines list the statement and its signatories",
            ),
        ),
        migrations.RunPython(
            run(LOCK, CLEAR, COUNT), run(LOCK, CLEAR, COUNT_AS_BEFORE), atomic=True
        ),
    ]
