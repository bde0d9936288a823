"""Signing with a guild's code alone: no name, no address, nothing of the person stored."""

import re

import pytest

from signatures.models import Signature
from signatures.models.statement import FormField
from tests.factories import make_codes, make_guild, make_guild_member, make_text

pytestmark = pytest.mark.django_db

PAGE = "/ask/sign/code/"


@pytest.fixture
def guild():
    return make_guild(slug="tin", name="Tin Guild")


@pytest.fixture
def codes(guild):
    return make_codes(guild)[1]


def send(client, code, **typed):
    return client.post(PAGE, {"guild_code": code, "consent_sign": "on", **typed})


def test_member_signs_with_a_code_and_nothing_of_them_is_stored(client, text, codes):
    answer = send(client, codes[0])

    assert answer.status_code == 200
    signature = Signature.objects.get()
    assert (signature.state, signature.display) == ("published", "anonymous")
    stored = (signature.name, signature.email, signature.mailbox, signature.source_network)
    assert stored == ("", "", None, "")
    assert list(signature.attestations.values_list("method", flat=True)) == ["guild_code"]


def test_private_link_withdraws_the_signature(client, text, codes):
    page = send(client, codes[0]).content.decode()
    own = re.search(r"/manage/[\w-]+/", page)[0]

    assert client.get(own).status_code == 200
    client.post(f"{own}withdraw/")

    assert Signature.objects.get().state == "withdrawn"
    assert send(client, codes[0]).status_code == 200


def test_list_shows_a_verified_member_of_a_guild_that_is_not_small(client, text, guild, codes):
    for _ in range(4):
        make_guild_member(text, guild)
    send(client, codes[0])

    page = client.get("/ask/signatories/").content.decode()

    assert "A verified guild member, name withheld" in page
    assert "A member<" not in page


@pytest.mark.table(
    ("typed", "said"),
    [
        ({"guild_code": "ABCD"}, "This code does not work"),
        ({"guild_code": ""}, "Enter the code from your guild"),
        ({"consent_sign": ""}, "Tick the box to sign"),
        ({"text_sha256": "0" * 64}, "The text has changed"),
    ],
)
def test_mistakes_come_back_with_what_was_typed(client, text, codes, typed, said):
    code = typed.get("guild_code", codes[1])

    answer = send(client, codes[1], **typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{code}"' in answer.content.decode() or not code
    assert not Signature.objects.exists()


def test_code_works_once(client, text, codes):
    send(client, codes[0])

    assert send(client, codes[0]).status_code == 422
    assert Signature.objects.count() == 1


def test_same_form_sent_twice_leads_to_one_signature(client, text, codes):
    page = client.get(f"{PAGE}?guild_code={codes[0]}").content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]

    answers = [send(client, codes[0], stamp=stamp) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("what", ["no codes", "names always shown"])
def test_page_is_offered_only_where_it_works(client, guild, what):
    fields = [each for each in FormField.values if each != "display"]
    make_text(slug="ask", **({"form_fields": fields} if what == "names always shown" else {}))
    if what == "names always shown":
        make_codes(guild)

    assert client.get(PAGE).status_code == 404
    assert "/sign/code/" not in client.get("/ask/sign/").content.decode()


def test_sign_form_leads_there(client, text, codes):
    assert f'href="{PAGE}"' in client.get("/ask/sign/").content.decode()
    assert "nothing about you" in client.get(PAGE).content.decode()
