import re
import uuid
from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.moderation import decisions as moderation
from signatures.actions.privacy import erase as erasing
from signatures.models import Decision, EntryChange, Guild, LinkedOrcid, LinkedSite, Signature
from tests.factories import (
    make_guild_member,
    make_linked_orcid,
    make_linked_site,
    make_nameless,
    make_organizer,
    make_signature,
    make_text,
    make_withdrawn,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo(client):
    user = make_organizer("moderator", email="mo@example.org")
    sign_in(client, user)
    return user


def page_of(signature):
    return f"/desk/ask/signatures/{signature.public_id}/"


def test_page_shows_evidence_and_decisions(client, mo, text):
    guild = Guild.objects.create(slug="north", name="Guild of the North")
    signature = make_guild_member(text, guild, name="Ada Example", email="ada@one.example")
    client.post(page_of(signature) + "decide/", {"act": "hold", "reason": "asked by mail"})

    page = client.get(page_of(signature))

    for words in ("ada@one.example", "Guild of the North", "taken off the list by an organizer"):
        assertContains(page, words)
    assertContains(page, "asked by mail")
    assertContains(page, "mo@example.org")
    assertContains(page, "?domain=one.example")
    assertContains(page, text.text_sha256)


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("published", {"act": "hold"}, "held"),
        ("published", {"act": "refuse", "refusal": "abuse"}, "rejected"),
        ("held", {"act": "publish"}, "published"),
    ],
)
def test_decision_moves_and_is_undone(client, mo, text, before, typed, after):
    signature = make_signature(text, state=before)

    response = client.post(page_of(signature) + "decide/", {"reason": "looked", **typed})

    assertRedirects(response, page_of(signature))
    signature.refresh_from_db()
    decision = Decision.objects.get()
    assert (signature.state, decision.by, decision.reason) == (after, mo, "looked")
    client.post(f"{page_of(signature)}undo/{decision.pk}/")
    signature.refresh_from_db()
    assert signature.state == before
    again = client.post(f"{page_of(signature)}undo/{decision.pk}/", follow=True)
    assertContains(again, "Nothing was changed: there is a newer decision.")


@pytest.mark.table(
    ("typed", "field"),
    [
        ({"act": "refuse", "reason": "x"}, "refusal"),
        ({"act": "hold", "reason": ""}, "reason"),
        ({"act": "hold", "reason": "a\0b"}, "reason"),
        ({"act": "undo", "reason": "x"}, "act"),
        ({"act": "refuse", "refusal": "king", "reason": "x"}, "refusal"),
        ({"act": "hold", "reason": "wrote from eve@tin.example"}, "reason"),
        ({"act": "hold", "reason": "not the ADA example I know"}, "reason"),
    ],
)
def test_mistakes_come_back_at_their_field(client, mo, text, typed, field):
    signature = make_signature(text)

    response = client.post(page_of(signature) + "decide/", typed)

    assert signature.name == "Ada Example"
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Decision.objects.exists()


def test_of_two_who_decide_the_second_is_told(client, mo, text):
    signature = make_signature(text)
    hold = {"act": "hold", "reason": "looked"}
    client.post(page_of(signature) + "decide/", hold)

    again = client.post(page_of(signature) + "decide/", hold, follow=True)

    assertContains(again, "Nothing was changed")
    assert Decision.objects.count() == 1


def test_nobody_publishes_a_watched_name_alone(client, mo, text):
    signature = make_signature(text, state="held", reasons=["watched_name"])

    said = client.post(
        page_of(signature) + "decide/", {"act": "publish", "reason": "sure"}, follow=True
    )

    assertContains(said, "approval from two organizers")
    signature.refresh_from_db()
    assert signature.state == "held"


@pytest.mark.parametrize("state", ["pending", "withdrawn"])
def test_what_nobody_can_decide_has_no_form(client, mo, text, state):
    signature = make_withdrawn(text) if state == "withdrawn" else make_signature(text, state=state)

    page = client.get(page_of(signature))

    assert page.status_code == 200
    assertNotContains(page, "/decide/")


def test_erased_rejected_signature_offers_no_decision_and_no_undo(client, mo, text, settings):
    settings.KEEP_REJECTED = timedelta(0)
    signature = make_signature(text, state="held")
    moderation.reject(signature, by=mo, refusal="abuse")
    erasing.erase_rejected()

    page = client.get(page_of(signature))

    assertContains(page, "An erased signature")
    assertContains(page, "0 days after the decision")
    assertNotContains(page, "/decide/")
    assertNotContains(page, "/undo/")


def test_signature_of_another_statement_is_not_found(client, mo, text):
    elsewhere, here = make_signature(make_text()), make_signature(text)
    client.post(page_of(here) + "decide/", {"act": "hold", "reason": "looked"})
    decision = Decision.objects.get()

    assert client.get(page_of(elsewhere)).status_code == 404
    assert client.post(page_of(elsewhere) + "decide/", {"act": "hold"}).status_code == 404
    other = make_signature(text)
    assert client.post(f"{page_of(other)}undo/{decision.pk}/").status_code == 404
    assert client.post(f"{page_of(here)}undo/{10**30}/").status_code == 404
    assert client.get(f"/desk/ask/signatures/{uuid.uuid4()}/").status_code == 404
    assert Signature.objects.filter(state="held").count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_much_was_decided(
    client, mo, text, count, django_assert_num_queries
):
    signature = make_signature(text)
    for act in ["hold", "publish", "hold"][:count]:
        client.post(page_of(signature) + "decide/", {"act": act, "reason": "looked"})

    client.get(page_of(signature))  # the first page puts a CSRF token into the session

    # session, visitor, second factor (4), statement, signature, decisions, title, proofs
    with django_assert_num_queries(13):
        client.get(page_of(signature))


@pytest.mark.parametrize("state", ["held", "published"])
def test_organizers_see_and_decide_a_signature_whose_name_is_erased(client, mo, text, state):
    signature = make_nameless(
        text, state=state, name="Quilla Harbor", email="quilla@harbor.example"
    )
    found = client.get("/desk/ask/signatures/?state=" + state)
    queue = client.get("/desk/ask/queue/")
    page = client.get(page_of(signature))
    act = "refuse" if state == "held" else "hold"

    answer = client.post(
        page_of(signature) + "decide/", {"act": act, "reason": "a burst", "refusal": "other"}
    )

    for response in (found, queue, page):
        assertNotContains(response, "Quilla")
        assertNotContains(response, "harbor.example")
    assertContains(found, "name withheld")
    assertContains(page, "A signature with the name withheld")
    if state == "held":
        assertContains(queue, "Name withheld")
    assertRedirects(answer, page_of(signature))
    signature.refresh_from_db()
    assert signature.state == {"refuse": "rejected", "hold": "held"}[act]


def test_country_is_shown_by_its_name(client):
    text = make_text(slug="ask")
    signature = make_signature(text, country="IE")
    EntryChange.objects.create(
        signature=signature, name="Ada Other", credit="", country="FI", display="full"
    )
    sign_in(client, make_organizer("moderator"))

    page = client.get(f"/desk/ask/signatures/{signature.public_id}/").content.decode()
    changes = client.get("/desk/ask/changes/").content.decode()

    assert "<dd>Ireland</dd>" in page
    assert "<br>Ireland<br>" in changes
    assert "<br>Finland<br>" in changes
    assert not re.search(r">(IE|FI)<", page + changes)


def test_organizer_removes_a_linked_site(client, mo, text):
    signature = make_signature(text)
    make_linked_site(signature)
    page = client.get(page_of(signature))

    client.post(page_of(signature) + "site/")

    assertContains(page, "https://ada.example/about")
    assertContains(page, "link last seen 3 May 2026")
    assert LinkedSite.objects.get().state == "refused"
    after = client.get(page_of(signature))
    assertContains(after, "removed by the campaign team")
    assertNotContains(after, "Remove the site")


def test_organizer_removes_an_orcid(client, mo, text):
    signature = make_signature(text)
    make_linked_orcid(signature)
    page = client.get(page_of(signature))

    client.post(page_of(signature) + "orcid/")

    assertContains(page, 'href="https://orcid.org/0000-0002-1825-0097"')
    assertContains(page, "signed in on 3 May 2026; ORCID does not check names")
    assert LinkedOrcid.objects.get().is_removed
    after = client.get(page_of(signature))
    assertContains(after, "removed by the campaign team")
    assertNotContains(after, "Remove the ORCID iD")
