"""People whose names organizers added, and who then sign online."""

import re

import pytest
from pytest_django.asserts import assertContains

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.models import Attestation, OutgoingMail, Signature, Suppression
from tests.factories import make_added, make_guild, make_link, make_text, sent, sign_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def added():
    return make_added(make_text(slug="ask"), name="Ada Added", email="ada@example.org")


def confirm_link():
    [link] = re.findall(r"/confirm/([\w-]+)/", sent()[-1].body)
    return link


def test_imported_person_who_signs_gets_a_confirmation_link(client, added):
    client.post("/ask/sign/", sign_form(email="ada@example.org"))
    link = confirm_link()

    page = client.get(f"/confirm/{link}/")

    assertContains(page, "Confirm my signature")
    assertContains(page, "has already put your name on the list")
    assert Signature.objects.get().attested_at is None


def test_proof_of_an_imported_person_is_attached_to_the_existing_row(client, added):
    before = figures.of(added.statement)
    client.post("/ask/sign/", sign_form(name="Ada Typed", email="ada@example.org"))
    link = confirm_link()

    for _ in range(2):
        client.post(f"/confirm/{link}/")

    now = Signature.objects.get()
    assert (now.pk, now.name, now.state) == (added.pk, "Ada Added", "published")
    assert now.attested_at is not None
    assert Attestation.objects.get().method == "email"
    after = figures.of(added.statement)
    assert (before.signatories, before.added) == (0, 1)
    assert (after.signatories, after.email, after.added) == (1, 1, 0)
    assert tally_check.differences() == []
    assert [each.subject for each in sent()[1:]] == ["Thank you for signing: Ask first"]


def test_imported_person_can_confirm_with_the_code_in_the_e_mail(client, added):
    client.post("/ask/sign/", sign_form(email="ada@example.org"))
    [code] = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", sent()[0].body)

    client.post("/code/", {"email": "ada@example.org", "code": code})

    assert Signature.objects.get().attested_at is not None


def test_imported_person_gets_the_link_to_their_signature(added):
    own_signature.ask_for_link("ada@example.org")

    [message] = sent()
    assert message.body.count("/manage/") == 1


def test_imported_person_who_did_not_sign_is_taken_off_the_list(added):
    signing.disown(make_link(added))

    added.refresh_from_db()
    assert (added.state, added.name, added.email) == ("withdrawn", "", "")
    assert Suppression.objects.get().statement == added.statement
    assert figures.of(added.statement).added == 0
    assert tally_check.differences() == []


def test_confirmed_imported_person_hears_that_they_have_signed(client, added):
    signing.confirm(make_link(added))

    client.post("/ask/sign/", sign_form(email="ada@example.org"))

    kinds = OutgoingMail.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["thank_you", "already_signed"]


def test_imported_person_confirms_where_only_members_sign():
    text = make_text(guild=make_guild())
    added = make_added(text, email="ada@example.org")

    signing.confirm(make_link(added))

    added.refresh_from_db()
    assert (added.state, added.attested_at is None) == ("published", False)
    assert tally_check.differences() == []


def test_pending_person_who_asks_for_the_link_gets_the_confirmation_again(client):
    make_text(slug="ask")
    client.post("/ask/sign/", sign_form(email="ada@example.org"))
    sent()

    own_signature.ask_for_link("ada@example.org")

    assert [each.subject for each in sent()] == ["Confirm your signature: Ask first"] * 2
