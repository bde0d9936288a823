import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from signatures.models import Decision, User
from tests.factories import make_organizer, sent, sign_in

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


@pytest.mark.parametrize("typed", [{}, {"role": "owner", "is_active": "on"}])
def test_anyone_can_be_added(client, typed):
    sign_in(client, make_organizer("superuser"))

    made = client.post(reverse("admin:signatures_user_add"), {"email": "New@Example.org", **typed})

    assert made.status_code == 302
    new = User.objects.get(email="new@example.org")
    assert Decision.objects.filter(about="role", person=new).exists()
    assert (new.role, new.is_active) == (typed.get("role", ""), "is_active" in typed)
    assert not new.has_usable_password()
    assert [each.to for each in sent()] == ([["new@example.org"]] if new.is_active else [])


def test_changes_are_in_the_log_without_names_and_addresses(client):
    root, vera = make_organizer("superuser"), make_organizer("viewer", email="vera@example.org")
    EmailAddress.objects.create(user=vera, email="vera@example.org")
    sign_in(client, root)

    change(client, vera, email="vera@example.net", last_name="Viewer", role="editor")

    lines = Decision.objects.filter(about="role", person=vera, by=root)
    assert set(lines.values_list("subject", "from_state", "to_state")) == {
        ("e-mail address", "", "changed"),
        ("last name", "", "changed"),
        ("role at the desk", "viewer", "editor"),
    }
    assert not EmailAddress.objects.exists()


def test_superusers_see_people_and_no_secrets():
    assert list(admin.site._registry) == [User]


def test_password_is_changed_where_the_log_sees_it(client):
    sign_in(client, make_organizer("superuser"))

    response = client.get("/admin/password_change/")

    assert response["Location"] == "/accounts/password/change/"
