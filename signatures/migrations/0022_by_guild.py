from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F, Index, Q

NEWEST = [F("published_at").desc(), F("public_id").desc()]
OF_A_GUILD = [(0, "signature_by_guild"), (1, "signature_by_second_guild")]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0021_short_pending_list")]

    operations = [
        *(
            AddIndexConcurrently(
                "signature",
                Index(
                    F("statement"),
                    F(f"guild_ids__{place}"),
                    *NEWEST,
                    condition=Q(("state", "published"), (f"guild_ids__{place}__isnull", False)),
                    name=name,
                ),
            )
            for place, name in OF_A_GUILD
        ),
        AddIndexConcurrently(
            "signature",
            Index(
                F("statement"),
                *NEWEST,
                condition=Q(state="published", guild_ids__2__isnull=False),
                name="signature_of_many_guilds",
            ),
        ),
    ]
