from io import BytesIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains

from signatures.models import Endorsement, Organization
from tests.factories import make_endorsement, make_organizer, sign_in

pytestmark = pytest.mark.django_db

ENDORSEMENTS = reverse("admin:signatures_endorsement_changelist")
NEW_ORGANIZATION = reverse("admin:signatures_organization_add")


@pytest.fixture
def organizer(client):
    return sign_in(client, make_organizer("superuser", email="organizer@example.org"))


def logo(kind="PNG"):
    file = BytesIO()
    Image.new("RGB", (30, 20)).save(file, kind)
    return SimpleUploadedFile("../logo.png", file.getvalue())


def test_list_shows_who_asked_and_the_evidence(organizer):
    make_endorsement(state="held", name="Tin Players")

    response = organizer.get(ENDORSEMENTS)

    assertContains(response, "Tin Players")
    assertContains(response, "Zebedee Contact, Treasurer of secrets")
    assertContains(response, "@tin.example")


@pytest.mark.parametrize(("action", "state"), [("publish", "published"), ("refuse", "rejected")])
def test_organizer_decides_and_the_log_says_who(organizer, action, state):
    held, pending = make_endorsement(state="held"), make_endorsement(state="pending")

    organizer.post(ENDORSEMENTS, {"action": action, "_selected_action": [held.pk, pending.pk]})

    states = Endorsement.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [state, "pending"]
    assert list(LogEntry.objects.values_list("object_id", "user__email")) == [
        (str(held.pk), "organizer@example.org")
    ]


def test_changing_the_order_moves_no_state(organizer):
    endorsement = make_endorsement(state="held")
    address = reverse("admin:signatures_endorsement_change", args=[endorsement.pk])

    organizer.post(address, {"position": 7, "state": "published"})

    endorsement.refresh_from_db()
    assert (endorsement.position, endorsement.state) == (7, "held")


def test_organizers_logos_are_painted_anew_too(organizer):
    typed = {"name": "A", "kind": "union", "website": "tin.example", "mark_permitted_by": "Ada"}

    organizer.post(NEW_ORGANIZATION, {**typed, "logo": logo()})

    organization = Organization.objects.get()
    assert organization.website == "https://tin.example"
    assert organization.logo.name.startswith("logos/")
    with organization.logo.open() as file:
        assert file.read(4) == b"RIFF"
    assert organization.mark_permitted_at is not None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"logo": logo("GIF"), "mark_permitted_by": "Ada"}, "Please choose a PNG"),
        ({"logo": logo()}, "A logo is shown only with permission."),
        ({"website": "http://tin.example"}, "Please enter an https address."),
    ],
)
def test_organizers_mistakes_are_named(organizer, typed, words):
    response = organizer.post(NEW_ORGANIZATION, {"name": "A", "kind": "union", **typed})

    assertContains(response, words)
    assert not Organization.objects.exists()
