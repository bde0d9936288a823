"""Editing of organizations, and deletion of those that endorse nothing."""

from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile

from signatures.actions.record_keeping import edits
from signatures.models import Organization, User
from signatures.text import websites


@transaction.atomic
def edit(organization: Organization, *, by: User, seen: str) -> None:
    """Save an organizer's changes; ``seen`` and what is raised are as in ``edits.save``.

    Checks again whether each contact's address is at the website's domain.
    """
    before = Organization.objects.get(pk=organization.pk).logo
    edits.save(organization, by=by, seen=seen)
    record_contact_domains(organization)
    if before and before != organization.logo:
        _delete_file_after_commit(before)


def record_contact_domains(organization: Organization) -> None:
    """Record for each endorsement whether its contact is at the current website's domain."""
    for each in organization.endorsements.exclude(contact_email=""):
        is_at = websites.is_at(each.contact_email, organization.website)
        organization.endorsements.filter(pk=each.pk).update(same_domain=is_at)


def drop(organization: Organization) -> None:
    """Delete an organization if it endorses nothing, and its logo file after the commit."""
    if organization.endorsements.exists():
        return
    logo = organization.logo
    organization.delete()
    if logo:
        _delete_file_after_commit(logo)


def delete_logo(organization: Organization) -> None:
    """Remove the logo and the record of who permitted it. May be repeated."""
    logo = organization.logo
    Organization.objects.filter(pk=organization.pk).update(
        logo="", mark_permitted_by="", mark_permitted_at=None
    )
    if logo:
        _delete_file_after_commit(logo)


def _delete_file_after_commit(file: FieldFile) -> None:
    transaction.on_commit(partial(file.storage.delete, file.name or ""), robust=True)
