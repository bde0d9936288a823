import re

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from signatures.models import Decision, OutgoingMail, User
from tests.factories import make_organizer, sent, sign_in, totp_code

pytestmark = pytest.mark.django_db

PEOPLE = "/desk/people/"


@pytest.fixture
def olga(client):
    user = make_organizer("owner", email="olga@example.org")
    sign_in(client, user, reauthenticated=True)
    return user


def test_owner_adds_an_organizer_who_sets_a_password(client, olga, settings):
    settings.SITE_URL = "https://letter.example.org"

    response = client.post(PEOPLE, {"email": "Vera@example.org", "role": "viewer"})

    assertRedirects(response, PEOPLE)
    vera = User.objects.get(email="vera@example.org")
    assert (vera.role, vera.is_staff, vera.has_usable_password()) == ("viewer", False, False)
    [message] = sent()
    assert message.to == ["vera@example.org"]
    [link] = re.findall(
        r"https://letter\.example\.org(/accounts/password/reset/key/\S+)", message.body
    )
    client.logout()
    form = client.get(link, follow=True).request["PATH_INFO"]
    new = {"password1": "correct horse battery", "password2": "correct horse battery"}
    done = client.post(form, new, follow=True)
    assertContains(done, '<a class="button" href="/accounts/login/">Sign in</a>', html=True)
    vera.refresh_from_db()
    assert vera.check_password("correct horse battery")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "vera", "role": "viewer"}, "Enter an e-mail address for “"),
        ({"email": "vera@example.org", "role": "king"}, "Choose one of the options for “Role”"),
        ({"email": "OLGA@example.org", "role": "viewer"}, "This person is already an organizer"),
    ],
)
def test_mistakes_come_back_with_what_was_typed(client, olga, typed, said):
    response = client.post(PEOPLE, typed)

    assertContains(response, said, status_code=422)
    assertContains(response, typed["email"], status_code=422)
    assert User.objects.count() == 1
    assert not OutgoingMail.objects.exists()


def test_owner_changes_a_role_and_switches_off_and_on(client, olga):
    vera = make_organizer("viewer")

    client.post(f"{PEOPLE}{vera.pk}/role/", {"role": "editor"})
    client.post(f"{PEOPLE}{vera.pk}/switch/", {"to": "off"})
    vera.refresh_from_db()
    assert (vera.role, vera.is_active) == ("editor", False)

    client.post(f"{PEOPLE}{vera.pk}/switch/", {"to": "on"})
    vera.refresh_from_db()
    assert vera.is_active
    log = Decision.objects.order_by("pk").values_list("by", "person", "from_state", "to_state")
    assert list(log) == [
        (olga.pk, vera.pk, "viewer", "editor"),
        (olga.pk, vera.pk, "switched on", "switched off"),
        (olga.pk, vera.pk, "switched off", "switched on"),
    ]


def test_who_is_switched_off_is_out_at_once(client, olga):
    vera = make_organizer("viewer")
    hers = sign_in(type(client)(), vera)
    assert hers.get("/desk/").status_code == 200

    client.post(f"{PEOPLE}{vera.pk}/switch/", {"to": "off"})

    assert hers.get("/desk/")["Location"] == "/accounts/login/?next=/desk/"


@pytest.mark.parametrize(
    ("page", "typed"), [("role", {"role": "viewer"}), ("switch", {"to": "off"})]
)
def test_last_owner_stays(client, olga, page, typed):
    response = client.post(f"{PEOPLE}{olga.pk}/{page}/", typed, follow=True)

    assertContains(response, "This is the last owner.")
    olga.refresh_from_db()
    assert (olga.role, olga.is_active) == ("owner", True)


@pytest.mark.parametrize("page", ["role", "switch"])
def test_superuser_is_not_changed_at_the_desk(client, olga, page):
    root = make_organizer("superuser")

    response = client.post(f"{PEOPLE}{root.pk}/{page}/", {"role": "viewer", "to": "off"})

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("", {"email": "vera@example.org", "role": "viewer"}),
        ("{}/role/", {"role": "editor"}),
        ("{}/switch/", {"to": "off"}),
    ],
)
def test_changes_want_the_second_factor_once_more(client, page, typed):
    sign_in(client, make_organizer("owner"))
    vera = make_organizer("viewer")
    path = PEOPLE + page.format(vera.pk)

    response = client.post(path, typed)

    assertRedirects(
        response,
        f"/accounts/2fa/reauthenticate/?next={path.replace('/', '%2F')}",
        fetch_redirect_response=False,
    )
    vera.refresh_from_db()
    assert (vera.role, vera.is_active, User.objects.count()) == ("viewer", True, 2)
    assert not Decision.objects.exists()


def test_change_is_made_once_the_second_factor_is_shown(client):
    sign_in(client, make_organizer("owner"))
    vera = make_organizer("viewer")
    asked = client.post(f"{PEOPLE}{vera.pk}/role/", {"role": "editor"})

    response = client.post(asked["Location"], {"code": totp_code()})

    assertRedirects(response, PEOPLE)
    vera.refresh_from_db()
    assert vera.role == "editor"


@pytest.mark.parametrize("path", [PEOPLE, "/accounts/digest/", "/desk/guilds/new/"])
def test_each_choice_has_its_label_beside_it(client, olga, path):
    page = client.get(path).content.decode()

    choices = re.findall(r'<input type="(?:radio|checkbox)"[^>]* id="(id_\w+_\d)"', page)
    assert choices
    for each in choices:
        assert re.search(
            rf'account__check"><input [^>]*id="{each}"[^>]*> <label for="{each}">', page
        )
