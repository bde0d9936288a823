"""The buttons after signing, and the pages that they lead to."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.models import NextStepCount, Statement
from tests.factories import make_link, make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

LETTER = "Dear guild,\n\nplease support us."


@pytest.fixture
def asked():
    return make_text(
        slug="ask", title="Ask first", next_steps=["share", "invite", "guild"], guild_letter=LETTER
    )


def confirm(client, text):
    return client.post(f"/confirm/{make_link(make_signature(text, state='pending'))}/")


def counts():
    return dict(NextStepCount.objects.values_list("step", "number"))


def test_page_after_signing_has_the_chosen_buttons_in_their_order(client, asked):
    page = confirm(client, asked).content.decode()

    places = [page.index(f'action="/ask/next/{each}/') for each in ("share", "invite", "guild")]
    assert places == sorted(places)
    assert "store nothing about you" in page


def test_page_after_signing_is_as_before_while_all_is_off(client, text):
    assertNotContains(confirm(client, text), "What you can do next")


def test_held_and_private_statements_ask_for_nothing_they_cannot_show(client):
    private = make_text(publishes_at=None, next_steps=["share"])

    assertNotContains(confirm(client, private), "What you can do next")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("share", "https://bsky.app/intent/compose"),
        ("invite", "I have signed “Ask first”. Would you read it, and sign it too?"),
        ("guild", "<p>please support us.</p>"),
    ],
)
def test_button_is_counted_once_and_leads_to_its_page(client, asked, step, words):
    answer = client.post(f"/ask/next/{step}/")

    assertRedirects(answer, f"/ask/next/{step}/")
    assert counts() == {step: 1}
    page = client.get(f"/ask/next/{step}/")
    assertContains(page, words)
    assertContains(page, "mailto:" if step != "share" else "http://testserver/ask/")
    assert counts() == {step: 1}
    assert not page.cookies
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/ask/next/share/", "/ask/next/dance/", "/other/next/share/"])
def test_step_that_is_not_offered_is_not_found_and_not_counted(client, text, path):
    make_text(slug="other", next_steps=["share"], publishes_at=None)

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert counts() == {}


def test_form_of_another_site_is_not_counted(client, asked):
    answer = client.post("/ask/next/share/", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert counts() == {}


def test_desk_shows_the_numbers_and_nothing_without_steps(client, asked):
    sign_in(client, make_organizer("viewer"))
    client.post("/ask/next/invite/")

    page = client.get("/desk/ask/")
    assertContains(page, '<th scope="row">Ask five people</th><td class="figure">1</td>')
    Statement.objects.update(next_steps=[])
    assertNotContains(client.get("/desk/ask/"), "Next steps after signing")
