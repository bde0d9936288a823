"""Quote and affiliation on the sign form and on the signatory's own page."""

import re

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.evidence import voices
from signatures.actions.evidence.voices import Voice
from signatures.models import Affiliation, Quote, Signature
from signatures.models.statement import USUAL_FIELDS, FormField
from tests.factories import make_link, make_text, make_voiced, sign_form
from tests.views.signing.own.test_own_signature import assert_private

pytestmark = pytest.mark.django_db
SIGN = "/ask/sign/"
# A control that people can see; what is folded away is cut out before.
CONTROL = re.compile(
    r"<(?:select|textarea|input(?![^>]*type=\"(?:hidden|submit)\"))[^>]*name=\"(\w+)"
)


@pytest.fixture
def asking():
    return make_text(slug="ask", form_fields=["affiliation", "quote", "display", "credit"])


def controls(client):
    return re.search(r'<form[^>]*class="sign-form.*?</form>', shown(client, SIGN), re.S)[0]


def shown(client, path):
    return client.get(path).content.decode()


def names(form):
    return [name for name in CONTROL.findall(form) if name != "website"]


def test_form_with_everything_off_has_no_more_fields_than_before(client):
    make_text(slug="ask", form_fields=[])
    assert set(names(controls(client))) == {"name", "email", "consent_sign", "consent_publish"}


def test_usual_form_asks_for_neither(client):
    make_text(slug="ask", form_fields=USUAL_FIELDS)

    assert not {"affiliation", "quote"} & set(names(controls(client)))


def test_form_with_everything_on_shows_six_fields_at_most_at_first(client):
    make_text(slug="ask", form_fields=FormField.values)

    form = controls(client)
    at_first = re.sub(r"<details.*?</details>", "", form, flags=re.S)

    assert {"affiliation", "quote"} <= set(names(form))
    assert len(set(names(at_first))) <= 6


def test_signing_stores_both_and_the_confirmation_shows_them(client, asking):
    form = sign_form(affiliation="Tin University", quote="Ask us first.")

    assert client.post(SIGN, form).status_code == 302

    signature = Signature.objects.get()
    assert voices.of(signature) == Voice("Tin University", "Ask us first.")
    page = shown(client, f"/confirm/{make_link(signature, 'confirm')}/")
    assert "Tin University" in page
    assert "Ask us first." in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("quote", "x" * 281, "to 280 characters"),
        ("quote", "See https://pills.example/a", ""),
        ("affiliation", "y" * 121, "to 120 characters"),
        ("affiliation", "Tin\0University", ""),
    ],
)
def test_refused_words_come_back_as_typed(client, asking, field, typed, said):
    response = client.post(SIGN, sign_form(**{field: typed}))

    assert response.status_code == 422
    page = response.content.decode()
    assert f'href="#id_{field}"' in page
    assert said in page
    assert typed.replace("\0", "") in page.replace("\0", "")
    assert not Signature.objects.exists()


def test_quote_of_280_characters_is_taken(client, asking):
    assert client.post(SIGN, sign_form(quote="é" * 280)).status_code == 302


def test_name_that_two_wrote_is_suggested(client, asking):
    make_voiced(asking, affiliation="Tin University")
    make_voiced(asking, affiliation="Tin University", name="Ben Reed")
    make_voiced(asking, affiliation="Zinc College", name="Cy Stone")

    page = shown(client, SIGN)

    assert '<option value="Tin University">' in page
    assert "Zinc College" not in page


def test_own_page_says_where_both_stand_and_changes_them(client, asking):
    signature = make_voiced(asking)
    link = make_link(signature, "manage", expires_in=None)
    assertContains(client.get(f"/manage/{link}/"), "shown with the signature")

    page = client.get(f"/manage/{link}/voice/")
    assert_private(page)
    assertContains(page, "Ask us first.")
    typed = {"affiliation": "", "quote": "Ask all of us."}
    response = client.post(f"/manage/{link}/voice/", typed)

    assert response["Location"] == f"/manage/{link}/?changed"
    assert Quote.objects.get().state == "waiting"
    assert not Affiliation.objects.exists()
    assertContains(client.get(f"/manage/{link}/"), "under review")


def test_refused_change_comes_back_as_typed(client, asking):
    link = make_link(make_voiced(asking), "manage", expires_in=None)

    response = client.post(f"/manage/{link}/voice/", {"quote": "z" * 281})

    assertContains(response, "z" * 281, status_code=422)
    assert Quote.objects.get().text == "Ask us first."


def test_there_is_no_such_page_where_the_statement_asks_for_neither(client):
    signature = make_voiced(make_text(slug="ask", form_fields=["display"]))
    link = make_link(signature, "manage", expires_in=None)

    assert client.get(f"/manage/{link}/voice/").status_code == 404
    assertNotContains(client.get(f"/manage/{link}/"), "Change my quote")
    assert client.get(f"/manage/{'0' * 43}/voice/").status_code == 404
