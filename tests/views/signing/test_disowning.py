from datetime import timedelta

import pytest

from signatures.models import IdentityClaim, OutgoingMail, Signature
from tests.factories import (
    make_claim,
    make_guild,
    make_heading,
    make_notable,
    make_signature,
    make_text,
    sent,
)

pytestmark = pytest.mark.django_db

CLAIM = "/ask/claim/"
TYPED = {"name": "Ada Harbor", "email": "owner@example.org", "words": "I was at sea."}


@pytest.fixture
def signature(text):
    return make_signature(text, name="Ada Harbor", email="ada@example.org")


def words(response):
    return " ".join(response.content.decode().split())


def test_list_links_to_the_form(client, signature):
    page = client.get("/ask/signatories/").content.decode()

    assert page.count(f'href="{CLAIM}"') == 2  # beside the list, and in the footer of every page


def test_every_page_of_a_public_statement_links_to_the_form(client, signature):
    for path in ("/ask/", "/ask/organizations/", "/ask/numbers/", "/ask/checks/"):
        assert f'href="{CLAIM}"' in client.get(path).content.decode(), path


def test_claim_shows_the_form_and_writes_nothing(client, signature):
    response = client.get(CLAIM)

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert not IdentityClaim.objects.exists()


def test_claim_sends_a_link_and_shows_the_same_page_for_any_address(client, signature):
    make_claim(signature, email="known@example.org")

    first = client.post(CLAIM, TYPED)
    second = client.post(CLAIM, {**TYPED, "email": "known@example.org"})

    assert (first.status_code, first["Location"]) == (302, "/ask/claim/sent/")
    assert (second.status_code, second["Location"]) == (302, "/ask/claim/sent/")
    assert client.get("/ask/claim/sent/").status_code == 200
    assert [each.to for each in sent()] == [["owner@example.org"]]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": ""}, "Enter the name as the list shows it"),
        ({"name": "Bo Else"}, "this name is not on the list"),
        ({"email": "nowhere"}, "Enter an e-mail address"),
        ({"words": "x" * 501}, "Shorten what the campaign team should know"),
        ({"name": "a\x00b"}, "invisible characters"),
    ],
)
def test_claim_with_an_error_keeps_what_was_typed(client, signature, typed, error):
    response = client.post(CLAIM, {**TYPED, **typed})

    assert response.status_code == 422
    assert error in words(response)
    for name, value in {**TYPED, **typed}.items():
        assert name in typed or value in words(response)
    assert not OutgoingMail.objects.exists()


def test_claim_does_not_find_names_that_are_not_shown(client, text):
    for state, display in (("held", "full"), ("pending", "full"), ("published", "counted")):
        make_signature(text, name="Ada Harbor", state=state, display=display)

    assert client.post(CLAIM, TYPED).status_code == 422


def test_claim_asks_which_of_several_people_of_one_name(client, text, signature):
    other = make_signature(text, name="Ada Harbor", credit="Cellist")

    asked = client.post(CLAIM, TYPED)
    values = [each for each, row, _ in asked.context["form"].choices if row.credit == "Cellist"]
    chosen = client.post(CLAIM, {**TYPED, "signature": values[0]})

    assert (asked.status_code, chosen.status_code) == (422, 302)
    assert "Choose the signature you mean" in words(asked)
    assert IdentityClaim.objects.get().signature == other


def test_claim_does_not_take_a_choice_of_another_statement(client, text, signature):
    make_signature(text, name="Ada Harbor")
    make_signature(make_text(), name="Ada Harbor")

    assert client.post(CLAIM, {**TYPED, "signature": "forged:x"}).status_code == 422


def test_claim_refuses_a_form_of_another_site(client, signature):
    response = client.post(CLAIM, TYPED, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403


def test_claim_answers_429_above_the_limit(client, signature, settings):
    settings.CLAIM_LIMITS = {timedelta(hours=1): 1}
    client.post(CLAIM, TYPED)

    response = client.post(CLAIM, TYPED)

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


def test_claim_of_a_statement_that_is_not_public_is_not_found(client, time_machine):
    text = make_text(slug="soon", publishes_at=None)

    for path in ("/soon/claim/", "/soon/claim/sent/"):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}?invitation={text.statement.invitation}").status_code == 404


def test_confirming_shows_the_signature_and_changes_nothing_before_the_button(client, signature):
    _, link = make_claim(signature, state="unconfirmed", words="I was at sea.")

    response = client.get(f"/not-me/{link}/")

    assert "Ada Harbor" in words(response)
    assert "I was at sea." in words(response)
    assert "no-store" in response.headers["Cache-Control"]
    assert IdentityClaim.objects.get().state == "unconfirmed"


def test_confirmed_says_whether_the_name_is_still_on_the_list(client, text, signature):
    _, link = make_claim(signature, state="unconfirmed")
    shown = words(client.post(f"/not-me/{link}/"))
    notable = make_signature(text, name="Bo Notable")
    make_notable(notable, make_heading(text))
    _, link = make_claim(notable, state="unconfirmed")

    held = words(client.post(f"/not-me/{link}/"))

    assert "The name stays on the list until they decide." in shown
    assert "The name is not on the list while they do." in held
    assert "Bo Notable" not in client.get("/ask/signatories/").content.decode()


@pytest.mark.parametrize(
    ("state", "said"),
    [("upheld", "has taken the name off the list"), ("refused", "decided to keep the signature")],
)
def test_link_shows_the_outcome(client, signature, state, said):
    if state == "upheld":
        Signature.objects.update(state="rejected", published_at=None, refusal="not_them")
    _, link = make_claim(signature, state=state)

    assert said in words(client.get(f"/not-me/{link}/"))


def test_unknown_link_is_not_found(client):
    assert client.get("/not-me/unknown/").status_code == 404


def test_form_takes_the_same_number_of_queries_for_one_and_for_many_names(
    client, text, django_assert_max_num_queries
):
    guild = make_guild()
    for n in range(3):
        make_signature(text, name="Ada Harbor", credit=f"Cellist {n}", guild_ids=[guild.pk])

    with django_assert_max_num_queries(12):
        client.post(CLAIM, TYPED)
