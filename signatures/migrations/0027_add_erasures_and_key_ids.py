"""Lines on their way to the file of erasures, and which key each stored hash was made with."""

from django.conf import settings
from django.db import connections, migrations, models
from django.utils.crypto import salted_hmac

BATCH = 20_000  # rows whose locks are held at once
NOT_LONG = "SET LOCAL lock_timeout = '5s'"
TABLES = ["signatures_suppression", "signatures_signedinmember"]
ADD = "ALTER TABLE {} ADD COLUMN IF NOT EXISTS key_id varchar(8) NOT NULL DEFAULT ''"
DROP = "ALTER TABLE {} DROP COLUMN key_id"
FILL = """
    UPDATE {} SET key_id = %(key_id)s
    WHERE key_id = '' AND id >= %(first)s AND id < %(first)s + %(batch)s
"""


def add(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in (NOT_LONG, *map(ADD.format, TABLES)):
            cursor.execute(statement)


def drop(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in (NOT_LONG, *map(DROP.format, TABLES)):
            cursor.execute(statement)


def fill(apps, schema_editor):
    """Until now there was one key, SECRET_KEY: its id, as signatures.tokens makes it."""
    salt, secret = "signatures.key id", settings.SECRET_KEY
    key_id = salted_hmac(salt, "key", secret=secret, algorithm="sha256").digest()[:4].hex()
    with connections[schema_editor.connection.alias].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT min(id), max(id) FROM {table}")
            first, last = cursor.fetchone()
            for begin in range(first, last + 1, BATCH) if first else ():
                cursor.execute(
                    FILL.format(table), {"key_id": key_id, "first": begin, "batch": BATCH}
                )


def column():
    return models.CharField(db_default="", default="", max_length=8)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0026_erase_personal_data_by_registry")]

    operations = [
        migrations.CreateModel(
            "Erasure",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.TextField()),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add, drop, atomic=True)],
            state_operations=[
                migrations.AddField("suppression", "key_id", column()),
                migrations.AddField("signedinmember", "key_id", column()),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, atomic=False),
    ]
