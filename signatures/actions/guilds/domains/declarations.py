"""Guilds' declarations whether only members have addresses at their domains, and what follows.

An owner sets it for the guild. A worker then counts the addresses shown before by the new rule, in
small steps: those of members as membership, all others as confirmed e-mail addresses.
"""

from django.db import transaction
from django.db.models import F

from signatures.actions.counts import tallies
from signatures.actions.guilds.domains.claims import METHOD
from signatures.models import Attestation, Signature

CHUNK = 1_000


def apply() -> int:
    """Count addresses at guilds' domains as their guilds declare; return how many changed.

    May be repeated. Nothing but the counts and the marks changes: no signature is held.
    """
    done = 0
    while number := _apply():
        done += number
    return done


@transaction.atomic
def _apply() -> int:
    differ = Attestation.objects.filter(method=METHOD).exclude(
        is_membership=F("guild__address_is_membership")
    )
    ids = list(differ.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return 0
    signatures = Signature.objects.filter(attestations__in=ids)
    locked = list(signatures.order_by("pk").select_for_update(of=["self"]))
    found = differ.filter(pk__in=ids)  # read again, after the lock
    changed = sorted({each.pk for each in locked})
    tallies.left_all(changed)
    for each in found.select_related("guild"):
        assert each.guild
        each.is_membership = each.guild.address_is_membership
        each.save(update_fields=["is_membership"])
    tallies.entered_all(changed)
    return len(ids)
