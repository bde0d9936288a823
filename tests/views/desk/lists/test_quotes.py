"""The desk's page of quotes: what waits there, and what a decision does for the public."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Affiliation, Quote
from tests.factories import make_organizer, make_text, make_voiced, sign_in

pytestmark = pytest.mark.django_db
DESK = "/desk/ask/quotes/"


@pytest.fixture
def text():
    return make_text(slug="ask", form_fields=["affiliation", "quote", "display"])


@pytest.fixture
def maud(client):
    maud = make_organizer("moderator")
    sign_in(client, maud)
    return maud


def seen(client):
    return client.get(DESK).context["waiting"][0]["seen"]


def decide(client, signature, **typed):
    return client.post(f"{DESK}{signature.public_id}/", typed, follow=True)


@pytest.mark.usefixtures("maud")
def test_quote_is_read_shown_chosen_and_taken_off_again(client, text):
    signature = make_voiced(text, quote_state="waiting")
    assertContains(client.get(DESK), "1 quote is waiting.")
    assertNotContains(client.get("/ask/quotes/"), "Ask us first.")
    words = seen(client)

    assertContains(decide(client, signature, act="publish", seen=words), "The quote is shown")
    assertContains(client.get("/ask/quotes/"), "Ask us first.")
    assertNotContains(client.get("/ask/press/"), "Ask us first.")
    decide(client, signature, act="choose", seen=words)
    assertContains(client.get("/ask/press/"), "Ask us first.")
    decide(client, signature, act="refuse", seen=words)
    assertNotContains(client.get("/ask/quotes/"), "Ask us first.")
    assertContains(client.get(DESK), "No quote is waiting.")


@pytest.mark.usefixtures("maud")
def test_quote_changed_since_the_page_was_loaded_stays_hidden(client, text):
    signature = make_voiced(text, quote_state="waiting")
    words = seen(client)
    Quote.objects.update(text="Something unkind")

    response = decide(client, signature, act="publish", seen=words)

    assertContains(response, "Nothing was changed")
    assert Quote.objects.get().state == "waiting"


@pytest.mark.usefixtures("maud")
def test_changed_affiliation_is_decided_on_the_same_page(client, text):
    signature = make_voiced(text)
    Affiliation.objects.update(state="waiting")
    page = client.get(DESK)
    assertContains(page, "Changed affiliations")
    typed = {"act": "accept", "seen": page.context["affiliations"][0]["seen"]}

    client.post(f"{DESK}{signature.public_id}/affiliation/", typed)

    assertContains(client.get("/ask/signatories/"), "Tin University")
    assertNotContains(client.get(DESK), "Changed affiliations")


@pytest.mark.usefixtures("maud")
def test_spellings_are_merged_and_restored(client, text):
    make_voiced(text, affiliation="Tin University")
    make_voiced(text, affiliation="Tin University!", name="Ben Reed")
    assertContains(client.get(f"{DESK}spellings/"), "Tin University!")
    typed = {"keep": "Tin University", "spelling": ["Tin University!"]}

    page = client.post(f"{DESK}spellings/merge/", typed, follow=True)

    assertContains(page, "1 signature now has the affiliation “Tin University”.")
    done = page.context["tidyings"][0]
    assert (done.before, done.after) == ("Tin University!", "Tin University")
    client.post(f"{DESK}spellings/{done.pk}/undo/")
    assert Affiliation.objects.filter(name="Tin University!").exists()


@pytest.mark.usefixtures("maud")
def test_organizers_see_both_before_they_publish_a_name(client, text):
    signature = make_voiced(text, state="held", quote_state="waiting")

    for path in ("/desk/ask/queue/", f"/desk/ask/signatures/{signature.public_id}/"):
        page = client.get(path)
        assertContains(page, "Tin University")
        assertContains(page, "Ask us first.")
