import logging
import re
from urllib.parse import urlencode

import pytest
from django.contrib.messages.storage.session import SessionStorage
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.middleware.csrf import CSRF_SESSION_KEY
from django.test import RequestFactory
from pytest_django.asserts import assertContains

from letter_site.log_masking import request_id
from letter_site.middleware import (
    DatabaseUnavailableMiddleware,
    RequestIdMiddleware,
    SignedInMiddleware,
)
from tests.factories import make_organizer, make_text, sign_form, sign_in

FORM = "application/x-www-form-urlencoded"


def fail(*query):
    raise OperationalError("server closed the connection unexpectedly")


@pytest.fixture
def away():
    """PostgreSQL stops answering in the middle of any query."""
    with connection.execute_wrapper(fail):
        yield


@pytest.mark.django_db
def test_every_answer_carries_the_safe_headers(client):
    response = client.get("/healthz/live")

    assert response["Permissions-Policy"].startswith("camera=(), geolocation=()")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def request_seen_at(path):
    seen = []

    def view(request):
        seen.append(request)
        return HttpResponse()

    SignedInMiddleware(view)(RequestFactory().get(path))
    return seen[0]


@pytest.mark.table("path", ["/", "/ask/", "/admin", "/accountsx/", "/api/v1/accounts/"])
def test_public_request_has_neither_session_nor_visitor(path):
    request = request_seen_at(path)

    assert not hasattr(request, "session")
    assert not hasattr(request, "user")


@pytest.mark.django_db
@pytest.mark.table("path", ["/accounts/", "/admin/", "/desk/", "/guilds/ours/"])
def test_signed_in_request_has_session_visitor_and_messages(path):
    request = request_seen_at(path)

    assert request.session.is_empty()
    assert request.user.is_anonymous
    assert isinstance(request._messages, SessionStorage)


@pytest.mark.django_db
def test_signed_in_pages_want_their_csrf_token(client):
    client.handler.enforce_csrf_checks = True

    response = client.post("/accounts/login/", {"login": "ada@example.org", "password": "x"})

    assert response.status_code == 403
    assert "Send the form again" in response.content.decode()


@pytest.mark.django_db
def test_public_form_wants_no_csrf_token(client):
    client.handler.enforce_csrf_checks = True
    make_text(slug="ask")

    assert client.post("/ask/sign/", sign_form()).status_code == 302


@pytest.mark.django_db
def test_visitor_without_the_database_keeps_what_was_typed(client, away):
    typed = sign_form(name='Ada "<b>" Example', credit="Engines & more", box=["one", "two"])

    response = client.post("/ask/sign/", typed)

    page = response.content.decode()
    assert response.status_code == 503
    assert (response["Retry-After"], response["Cache-Control"]) == ("10", "no-store")
    assert "What you sent was NOT recorded" in page
    assert 'name="box" value="one"' in page
    assert 'name="box" value="two"' in page
    assert '<form method="post" action="/ask/sign/">' in page
    assert 'name="name" value="Ada &quot;&lt;b&gt;&quot; Example"' in page
    assert 'name="credit" value="Engines &amp; more"' in page
    assert 'name="email" value="ada@example.org"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/ask/signatories/", "/healthz/ready", "/api/v1/statements/a"]
)
def test_reader_without_the_database_is_told_to_come_back(client, away, path):
    response = client.get(path)

    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "Temporarily unavailable" in response.content.decode()
    assert not response.cookies


@pytest.mark.django_db
def test_process_lives_without_the_database(client, away):
    assert client.get("/healthz/live").status_code == 200


@pytest.mark.django_db
def test_password_is_never_handed_back(client, away):
    response = client.post("/accounts/login/", {"login": "o@example.org", "password": "a secret"})

    assert response.status_code == 503
    assert "a secret" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/", "/admin/", "/accounts/2fa/"])
def test_organizer_without_the_database_is_told_to_come_back(client, path):
    sign_in(client, make_organizer("superuser"))

    with connection.execute_wrapper(fail):
        response = client.get(path)

    assert response.status_code == 503
    assert response["Retry-After"] == "10"


@pytest.mark.table(
    ("error", "answered"),
    [
        (OperationalError(), True),
        (InterfaceError(), True),
        (DatabaseError(), False),
        (ValueError(), False),
    ],
)
def test_only_a_lost_database_is_answered_with_503(error, answered):
    request = RequestFactory().get("/")

    response = DatabaseUnavailableMiddleware(HttpResponse).process_exception(request, error)

    assert (response is not None) == answered


@pytest.mark.django_db
def test_long_forms_are_for_organizers_only(client):
    make_text(slug="ask")
    long = {"text": "x" * 150_000}

    assert client.post("/ask/sign/", urlencode(long), FORM).status_code == 413
    sign_in(client, make_organizer("editor"))
    assert client.post("/desk/new/preview/", urlencode(long), FORM).status_code == 200
    longer = urlencode({"text": "x" * 1_100_000})
    assert client.post("/desk/new/preview/", longer, FORM).status_code == 413


FIVE_MB = "x" * 5_000_000
PUBLIC = ["/ask/sign/", "/ask/endorse/", "/manage/", "/code/", "/confirm/none/", "/asked/none/"]
SIGNED_IN = ["/accounts/login/", "/accounts/password/reset/", "/desk/new/", "/guilds/none/roster/"]


@pytest.mark.django_db
@pytest.mark.parametrize("multipart", [False, True], ids=["urlencoded", "multipart"])
@pytest.mark.parametrize("path", PUBLIC + SIGNED_IN)
def test_five_megabytes_of_text_get_a_page_that_says_so(client, path, multipart):
    make_text(slug="ask")
    if path in SIGNED_IN:
        session = sign_in(client, make_organizer("editor")).session
        session[CSRF_SESSION_KEY] = "a" * 32
        session.save()
    client.handler.enforce_csrf_checks = True  # as for browsers
    form = {"name": FIVE_MB, "email": "ada@example.org"}

    response = client.post(path, form) if multipart else client.post(path, urlencode(form), FORM)

    assertContains(response, "The form is too long", status_code=413)
    assert response["Cache-Control"] == "no-store"


def test_request_id_of_nginx_is_in_each_line_logged_meanwhile(rf, caplog):
    def answer(request):
        logging.getLogger("site").warning("Something is wrong")
        return HttpResponse(status=503)

    given = "0123456789abcdef" * 2
    response = RequestIdMiddleware(answer)(rf.get("/", HTTP_X_REQUEST_ID=given))
    logging.getLogger("site").warning("Something else")

    assert [each.request_id for each in caplog.records] == [given, "-"]
    assert response.headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "ada@example.org", "x" * 32, "0" * 31, "0" * 33])
def test_request_without_an_id_of_nginx_gets_a_new_one(rf, given):
    found = []
    site = RequestIdMiddleware(lambda request: found.append(request_id.get()) or HttpResponse())

    first, _ = [site(rf.get("/", HTTP_X_REQUEST_ID=given)) for _ in range(2)]

    assert len(set(found)) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in found)
    assert "X-Request-Id" not in first.headers  # a cache may keep this answer


def test_error_that_the_site_did_not_expect_names_its_request(client, monkeypatch):
    def fail(*arguments):
        raise RuntimeError

    client.raise_request_exception = False
    monkeypatch.setattr("letter_site.middleware.SecurityHeadersMiddleware.__call__", fail)

    response = client.get("/desk/", HTTP_X_REQUEST_ID="a" * 32)

    assert response.status_code == 500
    assert response.headers["X-Request-Id"] == "a" * 32
