"""An address at the guild's own domain: chosen on the form, or shown on the page of one's guild."""

import pytest

from signatures.actions.signing import own_signature
from signatures.models import Attestation, Guild, Signature
from tests.factories import (
    make_domain,
    make_guild,
    make_link,
    make_signature,
    make_text,
    sign_form,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    guild = make_guild(slug="tin", name="Tin Players", methods=["guild_domain"])
    make_domain(guild, "tin.example")
    return guild


def sign(client, **typed):
    return client.post("/ask/sign/", sign_form(email="ada@tin.example", **typed))


def confirm(client):
    """Press the button behind the mailed link; return what its page said, and the answer."""
    path = f"/confirm/{make_link(Signature.objects.get())}/"
    page = client.get(path).content.decode()
    return page, client.post(path)


def methods():
    return set(Attestation.objects.values_list("method", flat=True))


@pytest.mark.usefixtures("guild", "text")
def test_guild_chosen_on_the_form_is_shown_with_the_confirmed_address(client):
    sent = sign(client, guild="tin")
    assert (sent["Location"].partition("?")[0], methods()) == ("/ask/sign/sent/", set())

    page, _ = confirm(client)

    assert "your signature shows that you have an address at" in page
    assert methods() == {"email", "guild_domain"}


@pytest.mark.usefixtures("guild", "text")
@pytest.mark.parametrize(
    "typed", [{}, {"guild": "tin", "email": "ada@mail.tin.example"}, {"guild": "lead"}]
)
def test_nobody_is_linked_who_did_not_choose_it_or_is_elsewhere(client, typed):
    make_guild(slug="lead", methods=["guild_domain"])
    client.post("/ask/sign/", sign_form(**{"email": "ada@tin.example", **typed}))

    page, _ = confirm(client)

    assert "Because your address" not in page
    assert methods() == {"email"}
    assert Signature.objects.get().chosen_guild is None


@pytest.mark.usefixtures("text")
def test_page_to_confirm_says_member_only_where_the_guild_declares_it(client, guild):
    Guild.objects.update(address_is_membership=True)
    sign(client, guild="tin")

    page, _ = confirm(client)

    assert 'address is at <bdi translate="no">tin.example</bdi>, it shows as verified by' in page


@pytest.mark.usefixtures("guild")
def test_guild_whose_addresses_show_no_membership_is_not_offered_for_members_only(client):
    make_text(slug="ask", members_only=True)

    answer = sign(client, guild="tin")

    assert answer.status_code == 422
    assert not Signature.objects.exists()


@pytest.mark.usefixtures("guild")
def test_declared_address_signs_what_is_for_members_only(client):
    Guild.objects.update(address_is_membership=True)
    make_text(slug="ask", members_only=True)
    sign(client, guild="tin")

    _, answer = confirm(client)

    assert "Thank you for signing" in answer.content.decode()
    assert Signature.objects.get().state == "published"


@pytest.mark.usefixtures("guild", "text")
def test_choice_made_after_the_page_was_shown_is_shown_first(client):
    sign(client)
    path = f"/confirm/{make_link(Signature.objects.get())}/"
    before = client.get(path).content.decode()
    shown = before.partition('name="shown" value="')[2].partition('"')[0]
    sign(client, guild="tin")

    page = client.post(path, {"shown": shown}).content.decode()

    assert "Because your address" in page
    assert methods() == set()


@pytest.mark.usefixtures("text")
def test_guild_with_no_other_way_asks_for_the_address(client, guild):
    response = client.post("/ask/sign/", sign_form(email="", guild="tin"))

    assert response.status_code == 422
    assert "Enter your e-mail address" in response.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.usefixtures("guild")
def test_one_press_on_the_page_of_ones_guild(client, text):
    signature = make_signature(text, email="ada@tin.example")
    link = make_link(signature, "manage")
    page = client.get(f"/manage/{link}/guild/").content.decode()
    assert "…@tin.example" in page
    assert "ada@" not in page
    assert methods() == {"email"}

    answer = client.post(f"/manage/{link}/guild/tin/domain/")

    assert "Thank you for signing" in answer.content.decode()
    assert methods() == {"email", "guild_domain"}
    assert client.get(f"/manage/{link}/guild/tin/domain/").status_code == 405


@pytest.mark.usefixtures("guild")
def test_address_elsewhere_is_told_so(client, text):
    link = make_link(make_signature(text, email="ada@lead.example"), "manage")

    page = client.get(f"/manage/{link}/guild/").content.decode()
    answer = client.post(f"/manage/{link}/guild/tin/domain/")

    assert "Show that I have an address at the guild" not in page
    assert answer.status_code == 422
    assert "Your e-mail address is not at a domain of this guild." in answer.content.decode()
    assert client.post("/manage/none/guild/tin/domain/").status_code == 404


@pytest.mark.usefixtures("guild", "text")
def test_withdrawing_forgets_the_guild_that_was_chosen(client):
    sign(client, guild="tin")
    confirm(client)

    own_signature.withdraw(make_link(Signature.objects.get(), "manage", expires_in=None))

    assert Signature.objects.get().chosen_guild is None
