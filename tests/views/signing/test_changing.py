"""Pages to change one's own entry, updates, and all stored data."""

import json

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.models import EntryChange, Signature, Statement
from tests.factories import make_link, make_signature, make_text, make_withdrawn
from tests.views.signing.own.test_own_signature import assert_private

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature():
    return make_signature(
        make_text(slug="ask"), name="Ada Example", credit="Writer", email="ada@one.example"
    )


@pytest.fixture
def page(signature):
    return f"/manage/{make_link(signature, 'manage', expires_in=None)}/"


def form(**typed):
    return {"name": "Ada Example", "credit": "Writer", "display": "full", **typed}


def test_form_shows_the_entry_and_get_changes_nothing(client, signature, page):
    response = client.get(page + "change/")

    assertContains(response, 'value="Ada Example"')
    assertContains(response, 'value="Writer"')
    assertContains(response, "Save the change")
    assert_private(response)


def test_correction_is_on_the_list_and_the_own_page_at_once(client, signature, page):
    response = client.post(page + "change/", form(credit="Writer and director"))

    assertRedirects(response, page + "?changed")
    assertContains(client.get(page + "?changed"), "Your entry is changed.")
    assertContains(client.get("/ask/signatories/"), "Writer and director")
    assertNotContains(client.get("/ask/signatories.csv"), "Writer\r\n")


def test_other_name_waits_and_the_page_says_so(client, signature, page):
    response = client.post(page + "change/", form(name="Bo Sample"))

    assertContains(response, "Your change is waiting for review")
    assert_private(response)
    own = client.get(page)
    assertContains(own, "You have asked to change your entry.")
    assertContains(own, "Ada Example")
    assertNotContains(client.get("/ask/signatories/"), "Bo Sample")
    assertRedirects(client.post(page + "change/take-back/"), page)
    assert not EntryChange.objects.exists()


@pytest.mark.parametrize(
    "typed", [{"name": ""}, {"name": "A\x00da"}, {"credit": "x" * 201}, {"display": "loud"}]
)
def test_bad_input_gets_an_error_and_is_kept(client, signature, page, typed):
    response = client.post(page + "change/", form(**typed, country=""))

    assertContains(response, "There is a problem", status_code=422)
    assertContains(response, "<title>Error: Change your entry", status_code=422)
    signature.refresh_from_db()
    assert (signature.name, signature.credit) == ("Ada Example", "Writer")


def test_hidden_name_is_shown_only_with_consent(client):
    signature = make_signature(make_text(slug="ask"), name="Ada Example", display="counted")
    page = f"/manage/{make_link(signature, 'manage', expires_in=None)}/"

    refused = client.post(page + "change/", form())
    assertContains(refused, "Tick the box, or choose", status_code=422)

    client.post(page + "change/", form(consent_publish="on"))
    signature.refresh_from_db()
    assert signature.display == "full"


def test_fields_that_the_statement_does_not_ask_for_stay(client, signature, page):
    Statement.objects.update(form_fields=[])

    response = client.get(page + "change/")
    assertNotContains(response, "id_credit")

    client.post(page + "change/", {"name": "Ada M. Example", "credit": "Queen"})
    signature.refresh_from_db()
    assert (signature.name, signature.credit) == ("Ada M. Example", "Writer")


def test_updates_are_stopped_and_wanted_again(client, signature, page):
    Signature.objects.update(updates=True)
    assertContains(client.get(page), "Stop updates")

    assertRedirects(client.post(page + "updates/", {"updates": "off"}), page)
    assertContains(client.get(page), "Send me updates")
    client.post(page + "updates/", {"updates": "on"})
    assert Signature.objects.get().updates


def test_all_stored_data_as_a_page_and_as_a_file(client, signature, page):
    response = client.get(page + "data/")
    assertContains(response, "ada@one.example")
    assertContains(response, "<dt>E-mail address</dt>")
    assertContains(response, f'<dd dir="auto">{signature.signed_at:%-d %B %Y, %H:%M} UTC</dd>')
    assert_private(response)

    file = client.get(page + "data.json")
    assert_private(file)
    assert file["Content-Disposition"] == 'attachment; filename="my-signature.json"'
    assert json.loads(file.content)["your signature"][0]["name"] == "Ada Example"


def test_page_to_change_shows_each_display_with_ones_own_name(client, page):
    response = client.get(page + "change/")

    own = '<dd><bdi translate="no">Ada Example</bdi>, <bdi translate="no">Writer</bdi></dd>'
    assertContains(response, own)
    assertContains(response, "3 days after your last change.")
    assertNotContains(response, "Quilla Harbor")


@pytest.mark.parametrize("address", ["change/", "data/", "data.json"])
def test_no_page_opens_with_a_dead_link(client, address):
    withdrawn = make_withdrawn(make_text(slug="other"))
    link = make_link(withdrawn, "manage", expires_in=None)

    assert client.get(f"/manage/{link}/{address}").status_code == 410
    assert client.get(f"/manage/{'x' * 43}/{address}").status_code == 404


def test_signature_not_accepted_cannot_be_changed_but_its_data_can_be_read(client, signature, page):
    Signature.objects.update(state="rejected", refusal="abuse", published_at=None)

    assert client.get(page + "change/").status_code == 410
    assertNotContains(client.get(page), "Change my entry")
    assert client.get(page + "data/").status_code == 200
