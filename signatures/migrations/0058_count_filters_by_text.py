"""Count the filters of the list by text version: occupations, countries and listed guild members.

No step keeps a running site waiting. A signature that the old code counts meanwhile is missing in
these tallies: ``manage.py check_tallies --mend`` adds it.
"""

from importlib import import_module

from django.db import migrations, models

FOLDER_LOCK = 7_265_701  # no worker folds deltas while these tallies are made

LOCK = f"SELECT pg_advisory_xact_lock({FOLDER_LOCK})"
CLEAR = "DELETE FROM signatures_tally WHERE dimension IN ('text_occ', 'text_land', 'text_guild')"
# Deltas that are not folded yet will be added to these tallies, so they are left out here.
COUNT = """
    WITH shown AS (
        SELECT statement_id, text_version_id, display, guild_ids,
            CASE display WHEN 'full' THEN occupation_id END AS occupation_id,
            CASE display WHEN 'full' THEN country ELSE '' END AS country, 1 AS amount
        FROM signatures_signature WHERE state = 'published'
        UNION ALL
        SELECT statement_id, text_version_id, display,
            CASE WHEN guild_id IS NULL THEN '{}' ELSE guild_id || other_guilds END,
            occupation_id, country, -amount
        FROM signatures_tallydelta WHERE state = 'published' AND text_version_id IS NOT NULL
    )
    INSERT INTO signatures_tally (statement_id, dimension, value, total)
    SELECT statement_id, dimension, text_version_id || ':' || value, sum(amount) FROM (
        SELECT statement_id, text_version_id, 'text_occ' AS dimension,
            occupation_id::text AS value, amount
        FROM shown WHERE occupation_id IS NOT NULL
        UNION ALL SELECT statement_id, text_version_id, 'text_land', country, amount
        FROM shown WHERE country <> ''
        UNION ALL SELECT statement_id, text_version_id, 'text_guild', unnest(guild_ids)::text, amount
        FROM shown WHERE display <> 'counted'
    ) counted GROUP BY 1, 2, 3
"""

run = import_module("signatures.migrations.0023_a_line_is_a_row").run
OF_TEXTS = [
    ("text_occ", "occupation by text version"),
    ("text_land", "country by text version"),
    ("text_guild", "listed, by text version"),
]
DIMENSIONS = ["state", "proof", "guild", "occupation", "country", "day", "refusal", "text"]
DIMENSIONS += ["listed", "display"]


class Migration(migrations.Migration):
    dependencies = [("signatures", "0057_change_own_entry")]

    operations = [
        migrations.AlterField(
            "tally",
            "dimension",
            models.CharField(
                choices=[*((each, each) for each in DIMENSIONS), *OF_TEXTS], max_length=10
            ),
        ),
        migrations.RunPython(run(LOCK, CLEAR, COUNT), run(CLEAR), atomic=True),
    ]
