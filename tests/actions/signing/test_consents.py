"""Consents on record: the words that were ticked, when, and when they were taken back."""

import hashlib

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.signing import changing, consents, own_data
from signatures.actions.signing import sign as signing
from signatures.actions.signing.consents import Kind
from signatures.models import ConsentText, Signature
from signatures.renditions.texts import consents as texts
from tests.factories import make_link, make_signature, sign_form

pytestmark = pytest.mark.django_db

WORDS = texts.words(1, chooses_display=True)


def signed(client, text, **typed):
    client.post("/ask/sign/", sign_form(**typed))
    return Signature.objects.get()


def by_kind(signature):
    signature.refresh_from_db()
    return {each.text.kind: each for each in consents.of(signature)}


def test_form_shows_the_words_that_are_stored_and_no_box_is_ticked(client, text):
    page = client.get("/ask/sign/")

    for words in WORDS.values():
        assertContains(page, words)
    assertNotContains(page, 'type="checkbox" checked')


def test_ticked_boxes_are_stored_with_words_hash_language_and_time(client, text, stopped_clock):
    signature = signed(client, text, updates="")

    found = by_kind(signature)

    assert found.keys() == {"sign", "publish"}
    for kind, given in found.items():
        assert given.text.text == WORDS[kind]
        assert given.text.sha256 == hashlib.sha256(WORDS[kind].encode()).hexdigest()
        assert (given.text.language, given.text.number) == ("en", 1)
        assert (given.at, given.ended) == (stopped_clock, None)


def test_updates_are_a_consent_of_their_own(client, text):
    assert by_kind(signed(client, text, updates="on")).keys() == {"sign", "publish", "updates"}


def test_words_are_stored_once_and_new_ones_get_the_next_number(text):
    for number in (1, 1, 2):
        words = texts.words(number, chooses_display=True)
        consents.given(words, at=text.created_at)

    assert ConsentText.objects.filter(kind="publish").count() == 1
    numbers = ConsentText.objects.filter(kind="sign").order_by("pk").values_list("number", "text")
    assert list(numbers) == [
        (1, "I sign this statement (text version 1)."),
        (2, "I sign this statement (text version 2)."),
    ]


@pytest.mark.parametrize("ends", ["updates", "publish"])
def test_taking_one_consent_back_leaves_the_others(client, text, ends):
    signature = signed(client, text, updates="on")
    signing.confirm(make_link(signature))
    link = make_link(signature, "manage", expires_in=None)

    if ends == "updates":
        client.post(f"/manage/{link}/updates/", {"updates": "off"})
    else:
        client.post(f"/manage/{link}/publication/")

    assert {kind for kind, each in by_kind(signature).items() if each.ended} == {ends}
    assert signature.updates == (ends != "updates")
    assert signature.display == ("counted" if ends == "publish" else "full")
    assert signature.state == "published"


def test_consents_given_later_are_stored_with_their_own_words(text):
    signature = make_signature(text, display="counted")
    link = make_link(signature, "manage", expires_in=None)
    entry = changing.entry_of(signature)._replace(display="full")

    changing.change(link, entry, consent="Publish it now.")
    changing.set_updates(link, wanted=True, words="Send me news.")

    found = by_kind(signature)
    assert found["publish"].text.text == "Publish it now."
    assert found["updates"].text.text == "Send me news."


def test_own_page_and_download_show_what_was_agreed_to(client, text):
    signature = signed(client, text)
    signing.confirm(make_link(signature))
    link = make_link(signature, "manage", expires_in=None)

    page = client.get(f"/manage/{link}/")
    stored = client.get(f"/manage/{link}/data.json").json()["what you agreed to"]

    sha256 = hashlib.sha256(WORDS["publish"].encode()).hexdigest()
    assertContains(page, "What you agreed to")
    assertContains(page, sha256)
    assert stored[1]["words"] == WORDS["publish"]
    assert stored[1]["SHA-256"] == sha256
    assert stored[1]["language"] == "en"


def test_consents_outlive_the_identity_but_say_nothing_of_the_person(text):
    signature = make_signature(text)
    consents.give(signature, Kind.SIGN, WORDS["sign"])

    rows = {part.name: part.rows for part in own_data.held(signature)}

    assert "Ada" not in str(rows["what you agreed to"])
