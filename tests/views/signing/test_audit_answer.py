"""The page behind "did you sign?"."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.audits import audits
from signatures.models import AuditedSignature, Signature
from tests.factories import make_link, make_organizer, make_signature, make_text
from tests.views.test_fuzz import FORM, anything, less_often

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature():
    text = make_text(slug="ask", title="Ask <first>")
    return make_signature(text, name="Ada <Example>", email="ada@example.org", credit="Piper")


@pytest.fixture
def path(signature):
    audits.start(signature.statement, percent=1, by=make_organizer("moderator"))
    return f"/asked/{make_link(signature, 'audit')}/"


def state():
    return Signature.objects.values_list("state", flat=True).get()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_the_link_writes_nothing_and_sets_no_cookie(client, path, method):
    with CaptureQueriesContext(connection) as queries:
        response = client.generic(method, path)

    assert not [each["sql"] for each in queries if not each["sql"].startswith("SELECT")]
    assert not response.cookies
    assert (state(), AuditedSignature.objects.get().answer) == ("published", "")


def test_page_shows_what_was_signed_to_the_owner_of_the_mailbox(client, path):
    response = client.get(path)

    assertContains(response, "Ask &lt;first&gt;")
    assertContains(response, "Ada &lt;Example&gt;")
    assertNotContains(response, "ada@example.org")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_no_takes_the_name_off_the_list_and_says_what_happens_next(client, path):
    assertContains(client.get("/ask/signatories/"), "Ada &lt;Example&gt;")

    response = client.post(path, {"answer": "no"})

    assertContains(response, "The campaign team will review it.")
    assert state() == "held"
    assertNotContains(client.get("/ask/signatories/"), "Ada &lt;Example&gt;")
    again = client.get(path)
    assertContains(again, "You said that you did not sign")
    assertNotContains(again, "<button")


def test_yes_can_be_taken_back(client, path):
    page = client.post(path, {"answer": "yes"})
    assertContains(page, "Nothing changes.")
    assertContains(client.get(path), "No, I did not sign this")
    assert state() == "published"

    client.post(path, {"answer": "no"})
    client.post(path, {"answer": "yes"})

    assert (state(), AuditedSignature.objects.get().answer) == ("held", "no")


def test_who_said_no_reads_what_organizers_made_of_it(client, path):
    client.post(path, {"answer": "no"})
    Signature.objects.update(state="rejected", hold_reasons=[], refusal="not_them")

    assertContains(client.get(path), "The campaign team decided not to accept the signature")


@less_often
@given(answer=anything)
def test_anything_else_is_asked_again(client, path, answer):
    response = client.post(path, urlencode({"answer": answer}), content_type=FORM)

    assertContains(response, "Choose one of the two buttons", status_code=422)
    assert state() == "published"


@pytest.mark.parametrize(
    ("purpose", "ends", "status", "said"),
    [
        ("audit", -1, 410, "This link has expired"),
        ("manage", 1, 404, "This link does not work"),
        ("confirm", 1, 404, "This link does not work"),
    ],
)
def test_link_of_no_use_says_so(client, path, signature, purpose, ends, status, said):
    link = make_link(signature, purpose, expires_in=timedelta(days=ends))

    for response in (
        client.get(f"/asked/{link}/"),
        client.post(f"/asked/{link}/", {"answer": "no"}),
    ):
        assertContains(response, said, status_code=status)
        assertNotContains(response, "Ada", status_code=status)
    assert state() == "published"


def test_link_to_the_question_opens_nothing_else(client, path):
    link = path.split("/")[2]

    for door in ("confirm", "manage"):
        assert client.get(f"/{door}/{link}/").status_code == 404
    assert client.post(f"/manage/{link}/withdraw/").status_code == 404


def test_withdrawn_signature_has_nothing_to_answer(client, path, signature):
    client.post(f"/manage/{make_link(signature, 'manage')}/withdraw/")

    response = client.post(path, {"answer": "no"})

    assertContains(response, "There is nothing left to answer", status_code=410)
