import pytest

from signatures.models import Signature
from tests.factories import (
    make_address_change,
    make_link,
    make_nameless,
    make_signature,
    make_text,
    sent,
)

pytestmark = pytest.mark.django_db

OLD, NEW = "ada@old.example", "ada@new.example"


@pytest.fixture
def signature():
    return make_signature(make_text(slug="ask"), email=OLD)


@pytest.fixture
def page(signature):
    return f"/manage/{make_link(signature, 'manage', expires_in=None)}/"


def words(response):
    return " ".join(response.content.decode().split())


def email():
    return Signature.objects.get().email


def test_own_page_leads_to_the_form(client, page):
    assert f'href="{page}address/"' in client.get(page).content.decode()


def test_own_page_of_a_signature_without_an_address_does_not(client):
    nameless = make_nameless(make_text())
    page = f"/manage/{make_link(nameless, 'manage', expires_in=None)}/"

    assert f"{page}address/" not in client.get(page).content.decode()
    assert client.get(f"{page}address/").status_code == 410


def test_asking_answers_the_same_for_an_address_that_signed(client, signature, page):
    make_signature(signature.text_version, email="bo@new.example")

    free = client.post(f"{page}address/", {"email": NEW})
    taken = client.post(f"{page}address/", {"email": "bo@new.example"})

    assert free.status_code == taken.status_code == 200
    assert words(free).replace(NEW, "") == words(taken).replace("bo@new.example", "")
    assert "no-store" in free.headers["Cache-Control"]


def test_wrong_address_is_said_at_the_field_and_stays(client, page):
    response = client.post(f"{page}address/", {"email": "ada@@new"})

    assert response.status_code == 422
    assert 'value="ada@@new"' in response.content.decode()


def test_get_changes_nothing_and_shows_only_the_address_its_link_went_to(client, signature):
    _, old, new = make_address_change(signature, NEW)

    shown = [words(client.get(f"/new-address/{each}/")) for each in (old, new)]

    assert [OLD in each for each in shown] == [True, False]
    assert [NEW in each for each in shown] == [False, True]
    assert "Agree to the new address" in shown[0]
    assert "Confirm this address" in shown[1]
    assert signature.address_change.old_confirmed_at is None


def test_both_buttons_make_the_change(client, signature):
    _, old, new = make_address_change(signature, NEW)

    first = words(client.post(f"/new-address/{old}/"))
    again = words(client.get(f"/new-address/{old}/"))
    second = words(client.post(f"/new-address/{new}/"))

    assert "The address is changed only after that." in first
    assert "The address is changed only after that." in again
    assert "Earlier links no longer work." in second
    assert email() == NEW
    assert {each.to[0] for each in sent()} == {OLD, NEW}


def test_old_link_to_the_own_page_ends_with_the_change(client, signature, page):
    _, old, new = make_address_change(signature, NEW)
    client.post(f"/new-address/{old}/")
    client.post(f"/new-address/{new}/")

    assert client.get(page).status_code == 404


def test_button_to_keep_the_old_address_ends_both_links(client, signature):
    _, old, new = make_address_change(signature, NEW)

    response = client.post(f"/new-address/{old}/", {"act": "stop"})

    assert "keeps its e-mail address" in words(response)
    assert client.post(f"/new-address/{new}/").status_code == 404
    assert email() == OLD


def test_address_that_signed_meanwhile_is_said(client, signature):
    _, old, new = make_address_change(signature, NEW)
    client.post(f"/new-address/{old}/")
    make_signature(signature.text_version, email=NEW)

    response = client.post(f"/new-address/{new}/")

    assert response.status_code == 410
    assert "Someone signed with this address" in words(response)
