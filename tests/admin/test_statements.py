"""The organizers' door for now: sign-in through allauth, statements, texts, decisions."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.models import Decision, Signature, Statement, TextVersion, User
from tests.factories import make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "office@example.org", "correct horse battery"


@pytest.fixture(autouse=True)
def _passwords_are_hashed_quickly(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def browser():
    """A browser that keeps cookies and is held to CSRF, as a real one is."""
    return Client(enforce_csrf_checks=True)


def post(browser, path, data, **options):
    """Fill in the form at ``path`` and send it with the token it came with."""
    page = browser.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    return browser.post(path, {"csrfmiddlewaretoken": token, **data}, **options)


@pytest.fixture
def organizer(browser):
    """An organizer made by the command and signed in, with a second factor."""
    call_command("create_organizer", email=EMAIL, password=PASSWORD, verbosity=0)
    return sign_in(browser, User.objects.get())


def statement_form(**fields):
    return {
        "slug": "ask",
        "language": "en",
        "opens_at_0": "2026-01-01",
        "opens_at_1": "00:00",
        "publishes_at_0": "2026-01-01",
        "publishes_at_1": "00:00",
        "moderation": "after",
        "front_page": "on",
        "links-TOTAL_FORMS": "0",
        "links-INITIAL_FORMS": "0",
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "0",
        "texts-0-language": "en",
        "texts-0-title": "Ask first",
        "texts-0-text": "We ask\r\nto be asked.",
        **fields,
    }


def test_admin_sends_a_stranger_to_the_sign_in_page(browser):
    response = browser.get("/admin/signatures/statement/")

    assert (response.status_code, response["Location"]) == (
        302,
        "/admin/login/?next=/admin/signatures/statement/",
    )
    end = browser.get("/admin/login/", follow=True)
    assert end.redirect_chain[-1][0].startswith("/accounts/login/")


def test_wrong_password_opens_nothing_and_tells_nothing(browser):
    call_command("create_organizer", email=EMAIL, password=PASSWORD, verbosity=0)

    known = post(browser, "/accounts/login/", {"login": EMAIL, "password": "wrong"})
    unknown = post(browser, "/accounts/login/", {"login": "x@example.org", "password": "wrong"})

    said = "The email address and/or password you specified are not correct."
    for response in (known, unknown):
        assertContains(response, said)
    assert browser.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/admin/", "/admin/signatures/signature/", "/admin/login/"])
def test_somebody_who_is_not_staff_gets_no_admin_page(browser, path):
    User.objects.create_user("officer@example.org", PASSWORD)
    post(browser, "/accounts/login/", {"login": "officer@example.org", "password": PASSWORD})

    response = browser.get(path, follow=True)

    assertNotContains(response, "Statements", status_code=response.status_code)
    assert response.status_code in (200, 403)
    assert not response.request["PATH_INFO"].startswith("/admin/") or response.status_code == 403


def test_nobody_signs_up(browser):
    response = browser.get("/accounts/signup/")

    assert "<form" not in response.content.decode().partition("<main")[2]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/signatures/statement/",
        "/admin/signatures/statement/add/",
        "/admin/signatures/signature/",
        "/admin/signatures/textversion/",
        "/admin/signatures/user/",
        "/accounts/2fa/",
        "/accounts/password/change/",
        "/accounts/sessions/",
    ],
)
def test_pages_for_organizers_open_under_the_strict_policy(organizer, path):
    response = organizer.get(path, follow=True)

    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "unsafe" not in policy
    page = response.content.decode()
    assert not re.search(r"<script(?![^>]*(?:src|type=\"application/json\"))[^>]*>", page)
    assert not re.search(r"\son(?:click|load|submit|change)=", page)


def test_session_cookie_is_kept_from_scripts_and_other_sites(browser):
    call_command("create_organizer", email=EMAIL, password=PASSWORD, verbosity=0)

    response = post(browser, "/accounts/login/", {"login": EMAIL, "password": PASSWORD})

    assertRedirects(response, "/desk/", fetch_redirect_response=False)
    cookie = browser.cookies["session"]

    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_organizer_publishes_a_statement_with_its_first_text(organizer):
    response = post(organizer, "/admin/signatures/statement/add/", statement_form())

    assertRedirects(response, "/admin/signatures/statement/")
    text = TextVersion.objects.get()
    assert (text.number, text.title, text.text) == (1, "Ask first", "We ask\nto be asked.")
    assertContains(organizer.get("/"), "to be asked.")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("slug", "admin", "The site uses this address itself."),
        ("slug", "healthz", "The site uses this address itself."),
        ("slug", "a b", "Enter a valid “slug”"),
        ("closes_at_0", "2025-01-01", "A statement closes after it opens."),
    ],
)
def test_statement_that_could_not_work_is_refused(organizer, field, value, said):
    times = {"closes_at_1": "00:00"} if field == "closes_at_0" else {}

    response = post(
        organizer,
        "/admin/signatures/statement/add/",
        statement_form(**{field: value, **times}),
    )

    assertContains(response, said)
    assert not Statement.objects.exists()


def test_second_front_page_is_refused(organizer):
    make_text(slug="first", front_page=True)

    response = post(organizer, "/admin/signatures/statement/add/", statement_form())

    assert response.status_code == 200
    assert Statement.objects.get().slug == "first"


def change_form(statement, **fields):
    return statement_form(**{"slug": statement.slug, "texts-TOTAL_FORMS": "0", **fields})


def test_organizer_adds_a_text_and_signatures_keep_theirs(organizer):
    first = make_text(slug="ask", front_page=True)
    signature = make_signature(first)
    path = f"/admin/signatures/statement/{first.statement_id}/change/"

    response = post(
        organizer,
        path,
        change_form(first.statement, **{"texts-TOTAL_FORMS": "1", "texts-0-text": "We ask twice."}),
    )

    assertRedirects(response, "/admin/signatures/statement/")
    newer = TextVersion.objects.get(number=2)
    signature.refresh_from_db()
    assert signature.text_version == first
    assertContains(organizer.get("/"), newer.text_sha256)


def test_dates_change_without_touching_the_text(organizer):
    text = make_text(slug="ask", front_page=True)
    make_signature(text)

    post(
        organizer,
        f"/admin/signatures/statement/{text.statement_id}/change/",
        change_form(text.statement, closes_at_0="2026-02-01", closes_at_1="12:00"),
    )

    assert Statement.objects.get().closes_at.isoformat() == "2026-02-01T12:00:00+00:00"
    assert list(TextVersion.objects.all()) == [text]


def test_text_can_be_read_and_nothing_else(organizer):
    text = make_text(title="Ask first")
    path = f"/admin/signatures/textversion/{text.pk}"

    assertContains(organizer.get(f"{path}/change/"), "Ask first")
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', organizer.get("/admin/").content.decode()
    )[1]
    attempts = [
        organizer.post(
            f"{path}/{page}/", {"csrfmiddlewaretoken": token, "title": "Other", "post": "yes"}
        )
        for page in ("change", "delete")
    ]

    assert [each.status_code for each in attempts] == [403, 403]
    assert organizer.get("/admin/signatures/textversion/add/").status_code == 403
    assert TextVersion.objects.get().title == "Ask first"


def test_posted_text_of_another_version_is_not_taken(organizer):
    """A forged form that claims to change the signed text makes no change to it."""
    text = make_text(slug="ask", front_page=True)
    make_signature(text)

    post(
        organizer,
        f"/admin/signatures/statement/{text.statement_id}/change/",
        change_form(
            text.statement,
            **{
                "links-TOTAL_FORMS": "0",
                "links-INITIAL_FORMS": "0",
                "texts-TOTAL_FORMS": "1",
                "texts-INITIAL_FORMS": "1",
                "texts-0-id": str(text.pk),
                "texts-0-statement": str(text.statement_id),
                "texts-0-text": "We ask for the opposite.",
            },
        ),
    )

    assert TextVersion.objects.get(pk=text.pk).text == text.text


def test_signed_statement_cannot_be_deleted(organizer):
    signed, unsigned = make_text(), make_text()
    make_signature(signed)
    delete = "/admin/signatures/statement/{}/delete/"

    assert organizer.get(delete.format(signed.statement_id)).status_code == 403
    post(organizer, delete.format(unsigned.statement_id), {"post": "yes"})

    assert list(Statement.objects.all()) == [signed.statement]


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("publish", "held", "published"),
        ("publish", "rejected", "published"),
        ("hold", "published", "held"),
        ("reject", "published", "rejected"),
        ("reject", "held", "rejected"),
        ("publish", "pending", "pending"),
        ("hold", "pending", "pending"),
        ("reject", "pending", "pending"),
    ],
)
def test_organizer_decides_on_a_signature(organizer, action, before, after):
    signature = make_signature(make_text(), state=before)
    path = "/admin/signatures/signature/"

    post(organizer, path, {"action": action, "_selected_action": [signature.pk]})

    assert Signature.objects.get().state == after
    decisions = list(Decision.objects.values_list("from_state", "to_state", "by__email"))
    assert decisions == ([] if before == after else [(before, after, EMAIL)])


def test_signature_can_be_read_and_not_rewritten(organizer):
    signature = make_signature(make_text(), name="Ada Example")
    path = f"/admin/signatures/signature/{signature.pk}"

    assertContains(organizer.get(f"{path}/change/"), "Ada Example")
    assert organizer.get(f"{path}/delete/").status_code == 403
    assert organizer.get("/admin/signatures/signature/add/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_signatures_costs_the_same_however_many(
    organizer, count, django_assert_num_queries
):
    for _ in range(count):
        make_signature(make_text())

    organizer.get("/admin/")  # where the session gets its secret for forms

    # session, visitor, second factor (2), count, rows, statements to choose
    with django_assert_num_queries(7):
        organizer.get("/admin/signatures/signature/")


def test_signing_out_closes_the_door(organizer):
    post(organizer, "/accounts/logout/", {})

    assert organizer.get("/admin/").status_code == 302
