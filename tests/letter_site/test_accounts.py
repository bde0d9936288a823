"""Sign-in as people meet it: password or mailed code, and always a second factor."""

import re

import pytest
from allauth.mfa.models import Authenticator
from pytest_django.asserts import assertContains, assertRedirects

from signatures.models import User
from tests.factories import SECRET, make_organizer, sent, sign_in, totp_code

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "office@example.org", "correct horse battery"
SET_UP, SHOW = "/accounts/2fa/", "/accounts/2fa/reauthenticate/"


@pytest.fixture(autouse=True)
def _passwords_are_hashed_quickly(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def office():
    return User.objects.create_user(EMAIL, PASSWORD, role="owner")


def add_app(user):
    return Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})


def by_password(client):
    return client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})


def leads_to(response, path):
    assertRedirects(response, path, fetch_redirect_response=False)


def test_first_sign_in_leads_through_setting_up_to_the_desk(client, office):
    leads_to(by_password(client), "/desk/")
    leads_to(client.get("/desk/"), SET_UP)
    assertContains(client.get(SET_UP), "Everyone who signs in here needs a second factor")

    activate = "/accounts/2fa/totp/activate/"
    ask = client.get(activate)
    client.post(ask["Location"], {"password": PASSWORD})
    form = client.get(activate).context["form"]
    leads_to(
        client.post(activate, {"code": totp_code(form.secret)}), "/accounts/2fa/recovery-codes/"
    )
    leads_to(client.get("/desk/"), f"{SHOW}?next=%2Fdesk%2F")

    leads_to(client.post(f"{SHOW}?next=/desk/", {"code": totp_code(form.secret)}), "/desk/")
    assert client.get("/desk/").status_code == 200
    assertContains(client.get("/accounts/2fa/recovery-codes/"), "Unused codes")


def test_password_and_code_open_the_desk(client, office):
    add_app(office)

    leads_to(by_password(client), "/accounts/2fa/authenticate/")
    assertContains(client.get("/accounts/2fa/authenticate/"), "css/accounts.css")
    leads_to(client.get("/desk/"), "/accounts/login/?next=/desk/")
    leads_to(client.post("/accounts/2fa/authenticate/", {"code": totp_code()}), "/desk/")

    assert client.get("/desk/").status_code == 200


def test_wrong_code_opens_nothing(client, office):
    add_app(office)
    by_password(client)

    response = client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    assertContains(response, "Incorrect code.")
    leads_to(client.get("/desk/"), "/accounts/login/?next=/desk/")


def test_mailed_code_is_no_second_factor(client, office):
    add_app(office)

    client.post("/accounts/login/code/", {"email": EMAIL})
    [mailed] = re.findall(r"^\s*([A-Z0-9-]{6,9})\s*$", sent()[0].body, re.MULTILINE)
    response = client.post("/accounts/login/code/confirm/", {"code": mailed})

    leads_to(response, "/accounts/2fa/authenticate/")


def test_session_older_than_the_second_factor_is_not_enough(client, office):
    client.force_login(office)
    add_app(office)

    for path in ("/desk/", "/admin/", "/accounts/sessions/", "/accounts/2fa/totp/deactivate/"):
        leads_to(client.get(path), f"{SHOW}?next={path.replace('/', '%2F')}")
    leads_to(client.post("/accounts/2fa/totp/deactivate/"), f"{SHOW}?next=%2Fdesk%2F")
    assert Authenticator.objects.exists()


def test_second_factor_that_is_gone_does_not_count_any_more(client, office):
    sign_in(client, office)
    assert client.get("/desk/").status_code == 200

    Authenticator.objects.all().delete()
    leads_to(client.get("/desk/"), SET_UP)

    add_app(office)
    leads_to(client.get("/desk/"), f"{SHOW}?next=%2Fdesk%2F")


def test_second_factor_of_somebody_else_does_not_count(client, office):
    other = make_organizer("owner")
    sign_in(client, other)
    add_app(office)
    records = dict(client.session)
    client.force_login(office)
    session = client.session
    session["account_authentication_methods"] = records["account_authentication_methods"]
    session["account_authentication_methods_user"] = str(office.pk)
    session.save()

    leads_to(client.get("/desk/"), f"{SHOW}?next=%2Fdesk%2F")


def test_password_does_not_do_where_the_second_factor_is_asked_again(client, office):
    sign_in(client, office)

    response = client.get("/accounts/reauthenticate/?next=/desk/people/")

    leads_to(response, f"{SHOW}?next=%2Fdesk%2Fpeople%2F")


@pytest.mark.parametrize(
    "path", ["/accounts/sessions/", "/accounts/password/change/", "/accounts/"]
)
def test_nothing_else_works_before_it_is_set_up(client, office, path):
    client.force_login(office)

    assert client.get(path, follow=True).request["PATH_INFO"] == SET_UP


def test_signing_out_works_before_it_is_set_up(client, office):
    client.force_login(office)

    client.post("/accounts/logout/")

    assert "_auth_user_id" not in client.session
