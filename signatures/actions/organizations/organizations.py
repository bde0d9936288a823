"""Bodies themselves, whatever they endorse: edited, and deleted when they endorse nothing."""

from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile

from signatures.actions.record_keeping import edits
from signatures.models import Organization, User
from signatures.text import websites


@transaction.atomic
def edit(organization: Organization, *, by: User, seen: str) -> None:
    """Save what an organizer wrote of a body; ``seen`` and what is raised as in ``edits.save``.

    Whether those who asked write from the website's domain is looked at anew.
    """
    before = Organization.objects.get(pk=organization.pk).logo
    edits.save(organization, by=by, seen=seen)
    look_at_domains(organization)
    if before and before != organization.logo:
        _delete_file_after_commit(before)


def look_at_domains(organization: Organization) -> None:
    """Say of each endorsement whether its contact is at the website's domain as it is now."""
    for each in organization.endorsements.exclude(contact_email=""):
        is_at = websites.is_at(each.contact_email, organization.website)
        organization.endorsements.filter(pk=each.pk).update(same_domain=is_at)


def drop(organization: Organization) -> None:
    """Delete an organization that endorses nothing, and its logo once that is certain."""
    if organization.endorsements.exists():
        return
    logo = organization.logo
    organization.delete()
    if logo:
        _delete_file_after_commit(logo)


def forget_logo(organization: Organization) -> None:
    """Take away the logo, and who permitted it to be shown."""
    logo = organization.logo
    Organization.objects.filter(pk=organization.pk).update(
        logo="", mark_permitted_by="", mark_permitted_at=None
    )
    if logo:
        _delete_file_after_commit(logo)


def _delete_file_after_commit(file: FieldFile) -> None:
    transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
