"""Evidence about an endorsement from earlier rejections."""

from collections.abc import Sequence

from signatures.models import Endorsement, User
from signatures.text import websites
from signatures.text.folding import folded

MOST = 2_000  # rejections that are searched, the latest


def earlier_refusals(endorsements: Sequence[Endorsement], *, seen_by: User) -> dict[int, int]:
    """Return how often the same organization, website or contact was rejected, by endorsement's id.

    Rejections are those of the statements ``seen_by`` works on. Zeros are left out, and an
    endorsement is not counted for itself. Takes one query.
    """
    rejected = Endorsement.objects.filter(
        seen_by.their_statements("statement"), state=Endorsement.State.REJECTED
    ).order_by("-pk")
    fields = ("pk", "organization__name", "organization__website", "contact_email")
    refused = [
        (pk, _traits(name, website, email))
        for pk, name, website, email in rejected.values_list(*fields)[:MOST]
    ]
    found = {}
    for each in endorsements:
        body = each.organization
        mine = _traits(body.name, body.website, each.contact_email)
        same = sum(bool(mine & theirs) for pk, theirs in refused if pk != each.pk)
        if same:
            found[each.pk] = same
    return found


def _traits(name: str, website: str, email: str) -> set[str]:
    """Return what two endorsements may have in common, each with a prefix for its kind."""
    traits = {f"name {folded(name)}"}
    if website:
        traits.add(f"website {websites.host(website)}")
    if email:
        traits.add(f"email {email.lower()}")
    return traits
