"""A rejected signature can be erased, and a token without its signature keeps no address."""

from django.db import connections, migrations, models
from django.db.models import Q

BATCH = 20_000  # rows whose locks are held at once

# Visitors would queue behind a migration that waits for these locks, so it gives up. Each step can be repeated.
NOT_LONG = "SET LOCAL lock_timeout = '5s'"

ERASED = {
    "country": "",
    "credit": "",
    "email": "",
    "mailbox": None,
    "mailbox_soft": None,
    "name": "",
    "occupation": None,
    "search_text": "",
    "source_network": "",
}
OLD, NEW = "signature_withdrawn_keeps_nobody", "signature_erased_with_all_its_fields"
IS_ERASED = """name = '' AND credit = '' AND email = '' AND country = '' AND source_network = ''
    AND mailbox IS NULL AND mailbox_soft IS NULL AND occupation_id IS NULL AND search_text = ''"""
WITHDRAWN_OR_NAMED = f"""(state = 'withdrawn' AND withdrawn_at IS NOT NULL AND {IS_ERASED})
    OR (state <> 'withdrawn' AND withdrawn_at IS NULL AND name <> '')"""
OR_REJECTED = f"OR (state = 'rejected' AND withdrawn_at IS NULL AND {IS_ERASED})"

DROP_CHECK = "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"
ADD_CHECK = "ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({check}) NOT VALID"
VALIDATE = "ALTER TABLE {table} VALIDATE CONSTRAINT {name}"

# Deleted by any road, also by one that a later version of the site adds.
FOLLOW = """
    CREATE OR REPLACE FUNCTION signatures_forget_token_address() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        NEW.email := '';
        RETURN NEW;
    END $$
"""
USE_TRIGGER = """
    CREATE OR REPLACE TRIGGER token_forgets_address
    BEFORE UPDATE OF signature_id, endorsement_id ON signatures_token
    FOR EACH ROW WHEN (
        NEW.signature_id IS NULL AND NEW.endorsement_id IS NULL AND NEW.email <> ''
    ) EXECUTE FUNCTION signatures_forget_token_address()
"""
DROP_TRIGGER = "DROP TRIGGER token_forgets_address ON signatures_token"
DROP_FUNCTION = "DROP FUNCTION signatures_forget_token_address"
FORGET = """
    UPDATE signatures_token SET email = ''
    WHERE signature_id IS NULL AND endorsement_id IS NULL AND email <> ''
        AND id >= %(first)s AND id < %(first)s + %(batch)s
"""
OF_SOMEONE = "email = '' OR signature_id IS NOT NULL OR endorsement_id IS NOT NULL"


def run(*statements):
    """Return an operation that runs ``statements`` in one transaction."""

    def forwards(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            for statement in (NOT_LONG, *statements):
                cursor.execute(statement)

    return forwards


def step(forwards, backwards=()):
    return migrations.RunPython(run(*forwards), run(*backwards), atomic=True)


def check(table, name, check):
    """Return the steps that add a check without keeping writers of ``table`` waiting."""
    facts = {"table": table, "name": name, "check": check}
    drop = DROP_CHECK.format(**facts)
    return [
        step([drop, ADD_CHECK.format(**facts)], [drop]),
        step([VALIDATE.format(**facts)]),
    ]


def forget_addresses(apps, schema_editor):
    with connections[schema_editor.connection.alias].cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM signatures_token")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, BATCH) if first else ():
            cursor.execute(FORGET, {"first": begin, "batch": BATCH})


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0025_bound_pending_and_coarsen_times")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *check("signatures_signature", NEW, f"{WITHDRAWN_OR_NAMED} {OR_REJECTED}"),
                step(
                    [DROP_CHECK.format(table="signatures_signature", name=OLD)],
                    [ADD_CHECK.format(table="signatures_signature", name=OLD, check=WITHDRAWN_OR_NAMED)],
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint("signature", OLD),
                migrations.AddConstraint(
                    "signature",
                    models.CheckConstraint(
                        condition=(Q(state="withdrawn", withdrawn_at__isnull=False) & Q(**ERASED))
                        | (~Q(state="withdrawn") & Q(withdrawn_at=None) & ~Q(name=""))
                        | (Q(state="rejected", withdrawn_at=None) & Q(**ERASED)),
                        name=NEW,
                    ),
                ),
            ],
        ),
        step([FOLLOW, USE_TRIGGER], [DROP_TRIGGER, DROP_FUNCTION]),
        migrations.RunPython(forget_addresses, migrations.RunPython.noop, atomic=False),
        migrations.SeparateDatabaseAndState(
            database_operations=check("signatures_token", "token_address_of_someone", OF_SOMEONE),
            state_operations=[
                migrations.AddConstraint(
                    "token",
                    models.CheckConstraint(
                        condition=Q(email="")
                        | Q(signature__isnull=False)
                        | Q(endorsement__isnull=False),
                        name="token_address_of_someone",
                    ),
                ),
            ],
        ),
    ]
