from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models import F, Q

# No index is built anew: what it is told from now on is how much may wait to be sorted in.
FINDING = GinIndex(
    OpClass(F("search_text"), name="gin_trgm_ops"),
    OpClass(F("guild_ids"), name="array_ops"),
    OpClass(F("occupation"), name="int8_ops"),
    OpClass(F("country"), name="varchar_ops"),
    condition=Q(state="published"),
    gin_pending_list_limit=256,
    name="signature_finding",
)


class Migration(migrations.Migration):
    dependencies = [("signatures", "0020_domain")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    # Readers queue behind whoever waits for this lock: better to fail and try again.
                    [
                        "SET LOCAL lock_timeout = '5s'",
                        "ALTER INDEX signature_finding SET (gin_pending_list_limit = 256)",
                    ],
                    "ALTER INDEX signature_finding RESET (gin_pending_list_limit)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex("signature", "signature_finding"),
                migrations.AddIndex("signature", FINDING),
            ],
        )
    ]
