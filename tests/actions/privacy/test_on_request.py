"""Erasure at the desk of people who wrote in."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.privacy import on_request
from signatures.models import Decision, Erasure, Signature
from tests.factories import (
    make_added,
    make_nameless,
    make_organizer,
    make_signature,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db

PAGE, NOW = "/desk/erasure/", "/desk/erasure/now/"
EMAIL = "quilla@harbor.example"


@pytest.fixture
def owner(client):
    user = make_organizer()
    sign_in(client, user, reauthenticated=True)
    return user


def test_people_are_found_by_address_on_all_statements():
    mine = [make_signature(make_text(), email=EMAIL), make_nameless(make_text(), email=EMAIL)]
    make_signature(make_text(), email="other@harbor.example")

    assert on_request.find("QUILLA@harbor.example") == mine


def test_imported_people_are_found_by_their_whole_name():
    imported = make_added(make_text(), name="Quilla Harbor")
    make_added(make_text(), name="Quilla Harbor Other")

    assert on_request.find("quilla  harbor") == [imported]
    assert on_request.find("Quilla") == []


def test_owner_erases_imported_people_and_the_log_has_no_name(client, owner):
    text = make_text(slug="ask")
    imported = make_added(text, name="Quilla Harbor")
    stays = make_signature(text, name="Quilla Harbor", email=EMAIL)

    page = client.post(PAGE, {"who": "Quilla Harbor"})
    typed = {"who": "Quilla Harbor", "chosen": [str(imported.public_id)]}
    done = client.post(NOW, {**typed, "reason": "wrote a letter"}, follow=True)

    assertContains(page, str(stays.public_id))
    assertContains(done, "Erased 1 signature.")
    imported.refresh_from_db()
    stays.refresh_from_db()
    assert (imported.state, imported.name, stays.name) == ("withdrawn", "", "Quilla Harbor")
    decision = Decision.objects.get(signature=imported)
    assert (decision.to_state, decision.by, decision.reason) == ("erased", owner, "wrote a letter")
    assert Erasure.objects.count() == 1
    assertNotContains(client.get("/ask/signatories.csv"), "Harbor\r\n,Harbor")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "Fill in “Reason”"),
        ({"reason": "Quilla Harbor asked"}, "Remove names and e-mail addresses"),
        ({"reason": "asked by a@b.example"}, "Remove names and e-mail addresses"),
        ({"chosen": []}, "Choose at least one signature"),
    ],
)
def test_nothing_is_erased_without_a_reason_that_names_no_one(client, owner, typed, said):
    signature = make_signature(make_text(), name="Quilla Harbor")
    form = {"who": "Quilla Harbor", "chosen": [str(signature.public_id)], "reason": "by letter"}

    page = client.post(NOW, {**form, **typed})

    assertContains(page, said, status_code=422)
    assert Signature.objects.get().name == "Quilla Harbor"


def test_second_factor_is_asked_for_again(client):
    sign_in(client, make_organizer())

    for path in (PAGE, NOW):
        assert "reauthenticate" in client.post(path, {"who": EMAIL})["Location"]


def test_signature_that_was_not_found_cannot_be_chosen(client, owner):
    other = make_signature(make_text(), name="Other Person")
    make_signature(make_text(), name="Quilla Harbor")

    form = {"who": "Quilla Harbor", "chosen": [str(other.public_id)], "reason": "by letter"}

    assert client.post(NOW, form).status_code == 422
    assert Signature.objects.filter(name="Other Person").exists()
