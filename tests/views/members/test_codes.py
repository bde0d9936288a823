"""A guild's code on the form, in a link, and on the page where one shows one's membership."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from signatures.actions.mail import delivery
from signatures.models import Attestation, CodeClaim, Signature
from tests.factories import (
    make_codes,
    make_guild,
    make_link,
    make_signature,
    make_text,
    make_withdrawn,
    sign_form,
    timezone,
)

pytestmark = pytest.mark.django_db

WRONG = "ABCD-2345-EFGH-6789"
DID_NOT_COUNT = "The guild code you entered did not count"
DOES_NOT_FIT = "This code does not work."


@pytest.fixture
def guild():
    return make_guild(slug="tin", name="Tin Players")


def shown(response):
    return response.content.decode()


@pytest.fixture
def code(guild):
    return make_codes(guild)[1][0]


def sign(client, **typed):
    return client.post("/ask/sign/", sign_form(**typed))


def test_code_alone_signs_and_gives_the_link_to_keep(client, text, code):
    response = sign(client, email="", guild_code=code.lower().replace("-", " "))

    page = response.content.decode()
    assert response.status_code == 200
    assert "Thank you for signing" in page
    [own] = set(re.findall(r"http://[^/]+(/manage/[\w-]+/)", page))
    assert "Ada Example" in client.get(own).content.decode()
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert Signature.objects.get().state == "published"


def test_code_with_an_address_is_answered_as_any_other(client, text, code):
    response = sign(client, guild_code=code)

    assert response["Location"].startswith("/ask/sign/sent/?to=")
    link = make_link(Signature.objects.get())
    asked = client.get(f"/confirm/{link}/").content.decode()
    assert 'verified by <bdi translate="no">Tin Players</bdi>' in asked
    assert not CodeClaim.objects.exists()
    client.post(f"/confirm/{link}/")
    assert set(Attestation.objects.values_list("method", flat=True)) == {"email", "guild_code"}


@pytest.mark.parametrize("members_only", [False, True])
def test_used_code_with_an_address_is_told_only_who_confirms(client, guild, members_only):
    make_text(slug="ask", members_only=members_only)
    used, free, *_ = make_codes(guild)[1]
    sign(client, email="", guild_code=used)

    answers = [
        sign(client, email=email, guild_code=code)
        for email, code in [("fay@example.org", used), ("flo@example.org", free)]
    ]
    assert [each.status_code for each in answers] == [302, 302]
    assert len({each["Location"].partition("?")[0] for each in answers}) == 1
    asked, said = [], []
    for email in ("fay@example.org", "flo@example.org"):
        path = f"/confirm/{make_link(Signature.objects.get(email=email))}/"
        asked.append(re.sub(r"/(confirm|disown)/\S+", "", shown(client.get(path))))
        said.append(shown(client.post(path, follow=True)))

    assert asked[0] == asked[1]
    assert [DID_NOT_COUNT in each for each in said] == [True, False]
    delivery.deliver_due()
    said = {
        each.to[0]: " ".join(each.body.split()) for each in mail.outbox if "Thank" in each.subject
    }
    thanked = {to: DID_NOT_COUNT in body for to, body in said.items()}
    lost = {} if members_only else {"fay@example.org": True}
    assert thanked == {"flo@example.org": False} | lost


def test_opening_a_link_fills_the_code_in_and_uses_nothing(client, text, code):
    for _ in range(3):
        response = client.get("/ask/sign/", {"guild_code": code})

    page = response.content.decode()
    assert f'value="{code}"' in page
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, noarchive"
    assert not CodeClaim.objects.exists()
    assert code not in client.get("/ask/sign/").content.decode()


@pytest.mark.table("typed", ["\0\r\nx", "<script>", "A" * 9000, "ABCD-23"])
def test_damaged_link_shows_the_form(client, text, code, typed):
    response = client.get("/ask/sign/", {"guild_code": typed})

    assert response.status_code == 200
    assert b"<script>" not in response.content.split(b"<main")[1]


def test_too_many_codes_from_one_source_need_an_address(client, text, guild, settings):
    settings.GUILD_CODE_TRIES = {timedelta(hours=1): 1}
    first, second, *_ = make_codes(guild)[1]
    sign(client, email="", guild_code=first)

    response = sign(client, email="", guild_code=second)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert "Enter your e-mail address as well" in shown(response)
    assert sign(client, guild_code=second).status_code == 302


@pytest.mark.table("email", ["", "ada@example.org"])
@pytest.mark.table("typed", [WRONG, "ABCD", "\u0662" * 16, "x" * 500])
def test_code_that_does_not_fit_comes_back_with_the_form(client, text, code, typed, email):
    response = sign(client, email=email, guild_code=typed, credit="Second unit")

    page = response.content.decode()
    assert (response.status_code, Signature.objects.exists()) == (422, False)
    assert DOES_NOT_FIT in page
    assert 'href="#id_guild_code"' in page
    assert 'value="Second unit"' in page


def test_chosen_guild_must_fit(client, text, code):
    other = make_guild()

    response = sign(client, email="", guild=other.slug, guild_code=code)

    assert response.status_code == 422
    assert DOES_NOT_FIT in response.content.decode()


def test_used_code_looks_like_one_that_never_was(client, text, code):
    sign(client, email="", guild_code=code)
    pages = [sign(client, email="", guild_code=each) for each in (code, WRONG)]

    used, unknown = (
        re.sub(r'name="stamp" value="[^"]*"', "", page.content.decode()).replace(code, WRONG)
        for page in pages
    )
    assert used == unknown
    assert [page.status_code for page in pages] == [422, 422]


def test_form_sent_twice_loses_nobody_their_link(client, text, code):
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get("/ask/sign/").content.decode())
    typed = {"email": "", "guild_code": code, "stamp": stamp.group(1)}

    for _ in range(12):
        page = sign(client, **typed)
        assert (page.status_code, b"/manage/" in page.content) == (200, True)

    assert Signature.objects.count() == 1
    assert sign(client, **{**typed, "name": "Eve Example"}).status_code == 422
    assert sign(client, **{**typed, "stamp": ""}).status_code == 422
    CodeClaim.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    assert sign(client, **typed).status_code == 422


def test_who_guesses_keeps_every_word_and_is_told_when(client, text, code):
    for _ in range(10):
        sign(client, guild_code=WRONG)

    response = sign(client, guild_code=code, credit="Second unit")

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    page = response.content.decode()
    assert "Try again in" in page
    assert 'value="Second unit"' in page
    assert not Signature.objects.exists()
    assert sign(client).status_code == 302


def test_form_asks_for_a_code_once_a_guild_has_issued_some(client, text):
    make_guild(methods=["guild_officer"])
    guild = make_guild()
    assert b"id_guild_code" not in client.get("/ask/sign/").content
    assert b"id_guild_code" in client.get("/ask/sign/?guild_code=ABCD").content

    make_codes(guild)

    assert b"id_guild_code" in client.get("/ask/sign/").content


def test_members_sign_by_code_alone(client, guild):
    make_text(slug="ask", members_only=True)
    [code, *_] = make_codes(guild)[1]

    assert sign(client, email="").status_code == 422
    assert sign(client, email="", guild_code=code).status_code == 200
    assert Signature.objects.get().state == "published"


def test_code_on_the_page_of_ones_guild(client, text, code):
    signature = make_signature(text)
    path = f"/manage/{make_link(signature, 'manage')}/guild/"

    assert "With a code from your guild" in client.get(path).content.decode()
    wrong = client.post(f"{path}tin/code/", {"guild_code": WRONG})
    right = client.post(f"{path}tin/code/", {"guild_code": code})

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert DOES_NOT_FIT in wrong.content.decode()
    assert WRONG in wrong.content.decode()
    assert "Thank you for signing" in right.content.decode()
    assert set(signature.attestations.values_list("method", flat=True)) == {"email", "guild_code"}


def test_page_of_ones_guild_limits_guesses(client, text, code):
    path = f"/manage/{make_link(make_signature(text), 'manage')}/guild/tin/code/"
    for _ in range(10):
        client.post(path, {"guild_code": WRONG})

    assert client.post(path, {"guild_code": code}).status_code == 429
    assert client.post(path, {"guild_code": ""}).status_code == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [("/manage/none/guild/tin/code/", 404), ("/manage/{}/guild/lead/code/", 404)],
)
def test_code_for_nothing_is_not_found(client, text, code, path, status):
    link = make_link(make_signature(text), "manage")

    assert client.post(path.format(link), {"guild_code": code}).status_code == status
    assert client.get(path.format(link)).status_code == 405


def test_code_of_a_withdrawn_signature(client, text, code):
    link = make_link(make_withdrawn(text), "manage")

    response = client.post(f"/manage/{link}/guild/tin/code/", {"guild_code": code})

    assert response.status_code == 410
    assert not CodeClaim.objects.exists()
