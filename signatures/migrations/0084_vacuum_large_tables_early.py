"""Vacuum the five largest tables early.

By default PostgreSQL vacuums a table when a fifth of it has changed: a million rows of five. No
step keeps a running site waiting.
"""

from django.db import migrations

LARGE = ["signature", "attestation", "decision", "outgoingmail", "token"]
EARLY = ["autovacuum_vacuum_scale_factor", "autovacuum_vacuum_insert_scale_factor"]
EARLY += ["autovacuum_analyze_scale_factor"]
SET = ", ".join(f"{name} = 0.02" for name in EARLY)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0083_add_notices_and_reduced_mode")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE signatures_{table} SET ({SET})",
            f"ALTER TABLE signatures_{table} RESET ({', '.join(EARLY)})",
        )
        for table in LARGE
    ]
