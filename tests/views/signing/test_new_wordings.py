import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.statements import texts as statements
from signatures.models import Signature, TextVersion, WordingRequest
from tests.factories import make_link, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature():
    return make_signature(make_text(slug="ask", text="We ask to be asked."))


@pytest.fixture
def new(signature):
    added = TextVersion(statement=signature.statement, title="Ask first", text="We ask for pay.")
    return statements.add_text(added)


def path(signature):
    return f"/manage/{make_link(signature, 'manage', expires_in=None)}/wording/"


def test_get_shows_the_change_and_one_button_and_changes_nothing(client, signature, new):
    page = client.get(path(signature))

    assertContains(page, "We ask for pay.")
    assertContains(page, "Sign the new wording", count=1)
    assertContains(page, new.text_sha256)
    assert "no-store" in page["Cache-Control"]
    signature.refresh_from_db()
    assert signature.text_version_id != new.pk
    assert not WordingRequest.objects.exists()


def test_post_signs_the_new_wording(client, signature, new):
    url = path(signature)

    page = client.post(url, {"read": new.text_sha256})

    assertContains(page, "You have signed the current wording")
    assert Signature.objects.get().text_version == new
    assertContains(client.get(url), "You have signed the current wording")
    assertContains(client.get("/ask/signatories/"), "Ada Example")
    assertNotContains(client.get("/ask/signatories/"), "earlier wording")


def test_post_for_another_wording_than_the_one_read_signs_nothing(client, signature, new):
    page = client.post(path(signature), {"read": "0" * 64})

    assertContains(page, "The wording has changed again", status_code=409)
    assert Signature.objects.get().text_version != new


def test_own_page_leads_to_the_new_wording_until_it_is_signed(client, signature, new):
    link = make_link(signature, "manage", expires_in=None)

    before = client.get(f"/manage/{link}/")
    client.post(f"/manage/{link}/wording/", {"read": new.text_sha256})
    after = client.get(f"/manage/{link}/")

    assertContains(before, f"/manage/{link}/wording/")
    assertNotContains(after, f"/manage/{link}/wording/")
    assertContains(after, new.text_sha256)


@pytest.mark.parametrize("state", ["rejected"])
def test_signature_not_accepted_cannot_move(client, state, signature, new):
    other = make_signature(signature.text_version, state=state)

    page = client.get(path(other))

    assertContains(page, "You cannot sign the new wording")
    assertNotContains(page, "<button")


def test_unknown_link_is_not_found(client):
    assert client.get("/manage/unknown/wording/").status_code == 404
