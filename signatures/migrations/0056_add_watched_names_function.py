"""Add the function that finds watched names by their keys, always within the index.

PostgreSQL would rather read a table of some hundred names, which takes ten times as long, because
it compares each key with all keys of each name.
"""

from django.db import migrations

ADD = """
    CREATE FUNCTION signatures_watched(sought text[])
    RETURNS TABLE (watched varchar, of_statement bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET enable_seqscan = off AS $$
    BEGIN
        RETURN QUERY SELECT name, statement_id FROM signatures_watchedname WHERE keys && sought;
    END $$
"""
DROP = "DROP FUNCTION signatures_watched"


class Migration(migrations.Migration):
    dependencies = [("signatures", "0055_add_archive_and_former_addresses")]

    operations = [migrations.RunSQL(ADD, DROP)]
