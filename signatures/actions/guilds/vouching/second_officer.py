"""Second officers: which yeses need one, and which officers may give it."""

import secrets

from django.conf import settings
from django.db.models import QuerySet

from signatures.actions.evidence import screening
from signatures.models import Guild, HoldReason, Notable, Officer, Signature, User

# Reasons to think that a signatory is well known. A yes for them needs two officers.
NOTABLE = {
    each.value
    for each in (HoldReason.SELF_DECLARED, HoldReason.WATCHED_NAME, HoldReason.AUTHOR_NAME)
}


def takes_two(signature: Signature) -> bool:
    """Tell whether a yes needs two officers: for notable signatories, and at random for others."""
    reasons = {*signature.hold_reasons, *screening.screen(signature).reasons}
    is_notable = reasons & NOTABLE or Notable.objects.filter(signature=signature).exists()
    return bool(is_notable) or secrets.randbelow(100) < settings.VOUCHING_SECOND_LOOKS


def others(guild: Guild, by: User) -> QuerySet[Officer]:
    """Return the active officers of ``guild`` other than ``by``."""
    return guild.officers.filter(user__is_active=True).exclude(user=by)
