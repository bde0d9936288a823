"""Retention of unconfirmed and rejected endorsements and their contacts."""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from signatures.actions.organizations import organizations
from signatures.models import Endorsement, Token

State = Endorsement.State


def delete_expired() -> int:
    """Delete old unconfirmed endorsements, and contacts of rejected ones; return how many.

    The first after settings.KEEP_PENDING, the second after settings.KEEP_REFUSED_CONTACTS.
    May be repeated.
    """
    forgotten = 0
    for endorsement in _unconfirmed().select_related("organization"):
        with transaction.atomic():
            forgotten += bool(_unconfirmed().filter(pk=endorsement.pk).delete()[0])
            organizations.drop(endorsement.organization)
    for endorsement in _refused().select_related("organization"):
        with transaction.atomic():
            forgotten += _forget_contact(endorsement)
    return forgotten


def _unconfirmed() -> QuerySet[Endorsement]:
    old = timezone.now() - settings.KEEP_PENDING
    return Endorsement.objects.filter(state=State.PENDING, asked_at__lt=old).exclude(
        contact_email=""
    )


def _refused() -> QuerySet[Endorsement]:
    since = Coalesce("decided_at", "confirmed_at", "asked_at")
    old = timezone.now() - settings.KEEP_REFUSED_CONTACTS
    refused = Endorsement.objects.annotate(since=since).filter(state=State.REJECTED)
    return refused.filter(since__lt=old).exclude(contact_email="")


def _forget_contact(endorsement: Endorsement) -> bool:
    """Erase the contact, and the logo too if no other endorsement keeps its permission."""
    found = _refused().filter(pk=endorsement.pk)
    if not found.update(contact_name="", contact_role="", contact_email="", same_domain=False):
        return False
    Token.objects.filter(endorsement=endorsement).update(email="")
    organization = endorsement.organization
    if not organization.endorsements.exclude(state=State.REJECTED, contact_email="").exists():
        organizations.delete_logo(organization)
    return True
