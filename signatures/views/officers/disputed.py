"""Evidence beside a request in an officer's queue that disputes an earlier signature.

Officers know who has which number, so the name of the earlier signatory is shown only if that
person has asked the officers too.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from signatures.models import Attestation, VouchRequest


class Dispute(NamedTuple):
    """The proof of the earlier signature, if it still has it, and its own requests."""

    proof: Attestation | None
    requests: list[VouchRequest]


def of(requests: Iterable[VouchRequest]) -> dict[int, Dispute]:
    """Return the dispute of each request that has one, by the id of the request."""
    open_ones = [each for each in requests if each.disputes_id]
    earlier = [each.disputes_id for each in open_ones]
    guilds = {each.guild_id for each in open_ones}
    if not open_ones:
        return {}
    given = {
        (each.signature_id, each.method): each
        for each in Attestation.objects.filter(signature__in=earlier, guild__in=guilds)
    }
    others = defaultdict(list)
    for each in VouchRequest.objects.filter(signature__in=earlier, guild__in=guilds):
        others[each.signature_id].append(each)
    return {
        each.pk: Dispute(given.get((each.disputes_id, each.disputed_way)), others[each.disputes_id])
        for each in open_ones
        if each.disputes_id
    }
