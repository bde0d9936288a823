import pytest

from signatures.actions.organizations import organizations
from signatures.actions.record_keeping import edits
from signatures.errors import StaleEditError
from signatures.models import Endorsement, Organization
from tests.factories import make_endorsement, make_organizer

pytestmark = pytest.mark.django_db


def test_new_website_decides_again_whether_the_contact_is_at_its_domain():
    endorsement = make_endorsement(website="https://tin.example")
    body = endorsement.organization
    organizations.record_contact_domains(body)
    assert Endorsement.objects.get().same_domain

    seen = edits.revision(body)
    body.website = "https://other.example"
    organizations.edit(body, by=make_organizer(), seen=seen)

    assert not Endorsement.objects.get().same_domain


def test_edit_of_what_someone_else_has_changed_is_refused():
    body = make_endorsement().organization
    seen = edits.revision(body)
    Organization.objects.update(name="Changed meanwhile")
    body.name = "Mine"

    with pytest.raises(StaleEditError):
        organizations.edit(body, by=make_organizer(), seen=seen)


def test_only_an_organization_without_endorsements_is_dropped():
    endorsement = make_endorsement()
    organizations.drop(endorsement.organization)
    assert Organization.objects.exists()

    endorsement.delete()
    organizations.drop(Organization.objects.get())
    assert not Organization.objects.exists()


def test_forgotten_logo_takes_its_permission_along():
    body = make_endorsement(mark_permitted_by="Zebedee").organization

    organizations.delete_logo(body)
    organizations.delete_logo(body)

    body.refresh_from_db()
    assert (body.logo.name, body.mark_permitted_by, body.mark_permitted_at) == ("", "", None)
