"""Erasure of the e-mail addresses of people who signed a statement that closed long ago."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from signatures.actions.privacy import erase
from signatures.models import Signature
from signatures.models.personal_data import When


def erase_addresses() -> int:
    """Erase each address KEEP_ADDRESSES after signing ended. Return how many. May be repeated.

    The name stays on the list and the link to the own page works, but can no longer be asked for.
    Signatures that are not confirmed are left to their own rule.
    """
    before = timezone.now() - settings.KEEP_ADDRESSES
    old = Signature.objects.filter(statement__closes_at__lt=before).exclude(mailbox=None)
    return erase.in_chunks(old.exclude(state=Signature.State.PENDING), _erase)


def _erase(found: Sequence[Signature]) -> None:
    erase.empty_fields(found, when=When.ADDRESSES)
