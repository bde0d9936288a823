import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from signatures.models import User
from tests.factories import make_organizer, sign_in

pytestmark = pytest.mark.django_db


def change(client, user, **fields):
    form = {"email": user.email, "role": user.role, "is_active": "on", **fields}
    return client.post(reverse("admin:signatures_user_change", args=[user.pk]), form)


def test_superuser_makes_another_and_goes(client):
    root, vera = make_organizer("superuser"), make_organizer("viewer")
    sign_in(client, root)

    made = change(client, vera, is_superuser="on", is_staff="on")
    gone = change(client, root, role="editor")

    for response in (made, gone):
        assertRedirects(
            response, reverse("admin:signatures_user_changelist"), fetch_redirect_response=False
        )
    assert list(User.objects.owners()) == [vera]


def test_last_owner_stays(client):
    root = make_organizer("superuser")
    sign_in(client, root)

    response = change(client, root)

    assertContains(response, "This is the last owner.")
    root.refresh_from_db()
    assert root.is_superuser


def test_nobody_is_deleted(client):
    sign_in(client, make_organizer("superuser"))
    vera = make_organizer("viewer")

    page = client.get(reverse("admin:signatures_user_delete", args=[vera.pk]))

    assert page.status_code == 403
