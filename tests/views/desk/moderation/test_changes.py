import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.moderation import changes
from signatures.actions.signing import changing
from signatures.models import EntryChange
from tests.factories import make_link, make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo(client):
    user = make_organizer("moderator", email="mo@example.org")
    sign_in(client, user)
    return user


@pytest.fixture
def change():
    signature = make_signature(make_text(slug="ask"), name="Ada Example", credit="Writer")
    entry = changing.entry_of(signature)._replace(name="Bo <Sample>")
    changing.change(make_link(signature, "manage", expires_in=None), entry)
    return EntryChange.objects.get()


def decide(client, change, **typed):
    address = f"/desk/ask/changes/{change.signature.public_id}/"
    return client.post(address, {"seen": changes.revision(change), **typed}, follow=True)


def test_page_shows_both_entries_and_why_the_change_waits(client, mo, change):
    page = client.get("/desk/ask/changes/")

    assertContains(page, "1 change is waiting.")
    assertContains(page, "Ada Example")
    assertContains(page, "Bo &lt;Sample&gt;")
    assertContains(page, "the new name is not similar to the old one")
    assertContains(
        client.get(f"/desk/ask/signatures/{change.signature.public_id}/"), "Review the change"
    )


def test_accepting_shows_the_new_entry(client, mo, change):
    page = decide(client, change, act="accept")

    assertRedirects(page, "/desk/ask/changes/")
    assertContains(page, "The new entry is in place.")
    assertContains(page, "No change is waiting.")
    assertContains(client.get("/ask/signatories/"), "Bo &lt;Sample&gt;")
    history = client.get(f"/desk/ask/signatures/{change.signature.public_id}/")
    assertContains(history, "entry changed")
    assertNotContains(history, "Undo</button>")


def test_refusing_leaves_the_old_entry(client, mo, change):
    page = decide(client, change, act="refuse")

    assertContains(page, "The old entry stays.")
    assertContains(client.get("/ask/signatories/"), "Ada Example")


@pytest.mark.parametrize("typed", [{"seen": "x"}, {"seen": "1"}, {"seen": ""}, {"act": "x"}])
def test_stale_or_strange_answer_changes_nothing(client, mo, change, typed):
    page = decide(client, change, **{"act": "accept", **typed})

    assertContains(page, "Nothing was changed")
    assert EntryChange.objects.exists()


def test_number_of_queries_is_the_same_for_many(client, mo, change):
    text = change.signature.text_version
    client.get("/desk/ask/changes/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/ask/changes/")
    for number in range(5):
        signature = make_signature(text, name=f"Cy Trial{number}")
        entry = changing.entry_of(signature)._replace(name="Di Other")
        changing.change(make_link(signature, "manage", expires_in=None), entry)
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/ask/changes/")

    assert len(many) == len(few)
