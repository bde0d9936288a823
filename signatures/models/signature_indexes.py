"""Indexes of signatures: one for each order, filter and search that a page offers."""

from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

INDEXES: list[models.Index] = [
    models.Index(
        F("statement"),
        F("published_at").desc(),
        F("public_id").desc(),
        condition=Q(state="published"),
        name="signature_newest_first",
    ),
    # The list of one of several wordings.
    models.Index(
        F("statement"),
        F("wording"),
        F("published_at").desc(),
        F("public_id").desc(),
        condition=Q(state="published"),
        name="signature_of_wording",
    ),
    models.Index(
        fields=["statement", "name_key", "public_id"],
        condition=Q(state="published"),
        name="signature_by_name",
    ),
    *(
        models.Index(
            F("statement"),
            F(field),
            F("published_at").desc(),
            F("public_id").desc(),
            condition=Q(state="published", display="full"),
            name=f"signature_by_{field}",
        )
        for field in ("occupation", "country")
    ),
    *(
        models.Index(
            fields=["statement", field, "name_key", "public_id"],
            condition=Q(state="published", display="full"),
            name=f"signature_by_{field}_name",
        )
        for field in ("occupation", "country")
    ),
    # Signatures by their first guild and by their second. Few have more than two.
    *(
        models.Index(
            F("statement"),
            F(f"guild_ids__{place}"),
            F("published_at").desc(),
            F("public_id").desc(),
            condition=Q(("state", "published"), (f"guild_ids__{place}__isnull", False)),
            name=name,
        )
        for place, name in enumerate(("signature_by_guild", "signature_by_second_guild"))
    ),
    models.Index(
        F("statement"),
        F("published_at").desc(),
        F("public_id").desc(),
        condition=Q(state="published", guild_ids__2__isnull=False),
        name="signature_of_many_guilds",
    ),
    # All conditions of a search, so that the index alone combines them.
    GinIndex(
        OpClass(F("search_text"), name="gin_trgm_ops"),
        OpClass(F("guild_ids"), name="array_ops"),
        OpClass(F("occupation"), name="int8_ops"),
        OpClass(F("country"), name="varchar_ops"),
        condition=Q(state="published"),
        gin_pending_list_limit=256,  # KiB of new rows that each search reads through
        name="signature_finding",
    ),
    models.Index(
        Coalesce("first_submitted_at", "signed_at"),
        condition=Q(state="pending"),
        name="signature_pending_first",
    ),
    # Held signatures, oldest first. The reasons can be read from the index alone.
    models.Index(
        fields=["statement", "attested_at", "id"],
        include=["hold_reasons"],
        condition=Q(state="held"),
        name="signature_waiting",
    ),
    # Finds similar names among signatures that the index of the list leaves out.
    GinIndex(
        OpClass(F("search_text"), name="gin_trgm_ops"),
        condition=Q(state__in=["held", "rejected"]),
        name="signature_finding_aside",
    ),
    # Recent activity, hour by hour (actions/monitoring/recent.py).
    models.Index(
        fields=["statement", "attested_at"],
        condition=Q(attested_at__isnull=False),
        name="signature_proven",
    ),
    # Signatures whose identity will be erased (actions/privacy/withheld.py).
    models.Index(
        fields=["attested_at"],
        condition=Q(display__in=["anonymous", "counted"], attested_at__isnull=False) & ~Q(name=""),
        name="signature_withheld",
    ),
    models.Index(fields=["public_id"], name="signature_by_public_id"),
    models.Index(
        fields=["statement", "mailbox_soft"],
        condition=Q(mailbox_soft__isnull=False),
        name="signature_soft_mailbox",
    ),
    # Signatures that actions/evidence/screening.py compares a newly confirmed one with.
    HashIndex(
        fields=["search_text"],
        condition=Q(state__in=["held", "published"], display="full"),
        name="signature_same_words",
    ),
    models.Index(
        fields=["source_network", "attested_at"],
        condition=Q(attested_at__isnull=False) & ~Q(source_network=""),
        name="signature_from_network",
    ),
    models.Index(
        Func(F("mailbox"), Value("@"), Value(2), function="split_part"),
        F("attested_at"),
        condition=Q(attested_at__isnull=False, mailbox__isnull=False),
        name="signature_from_domain",
    ),
    # The searches of organizers: by signing time, by state, by origin, by words.
    models.Index(
        F("statement"),
        F("signed_at").desc(),
        F("public_id").desc(),
        name="signature_signed_last_first",
    ),
    models.Index(
        F("statement"),
        F("state"),
        F("signed_at").desc(),
        F("public_id").desc(),
        condition=Q(state__in=["rejected", "withdrawn"]),
        name="signature_set_aside",
    ),
    models.Index(
        fields=["statement"],
        condition=Q(added_by_organizers=True, attested_at__isnull=True),
        name="signature_added",
    ),
    GinIndex(
        OpClass(F("desk_text"), name="gin_trgm_ops"),
        condition=Q(desk_text__isnull=False),
        name="signature_desk_text",
    ),
]
