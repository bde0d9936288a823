import pytest

from signatures.models import Signature, Token
from tests.factories import make_guild, make_link, make_signature, make_text, sign_form

pytestmark = pytest.mark.django_db


def sign(client, text, **typed):
    return client.post(f"/{text.statement.slug}/sign/", sign_form(**typed))


def test_who_gives_no_address_is_led_to_the_guild(client):
    text = make_text()
    make_guild(slug="tin", name="Tin Players")

    response = sign(client, text, email="", guild="tin")

    signature = Signature.objects.get()
    assert (signature.state, signature.email, signature.mailbox) == ("pending", "", None)
    assert response["Location"].startswith("/manage/")
    assert response["Location"].endswith("/guild/?guild=tin")
    page = client.get(response["Location"])
    assert "Tin Players" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_address_beside_a_guild_is_answered_as_any_other(client):
    text = make_text()
    make_guild(slug="tin")

    response = sign(client, text, guild="tin")

    assert response["Location"].startswith(f"/{text.statement.slug}/sign/sent/?to=")


def test_confirmed_mail_leads_members_only_to_their_guild(client):
    text = make_text(members_only=True)
    make_guild(slug="tin")
    signature = make_signature(text, state="pending")

    response = client.post(f"/confirm/{make_link(signature)}/")

    assert response["Location"].startswith("/manage/")
    assert response["Location"].endswith("/guild/")


def test_thank_you_page_offers_the_guild(client):
    make_guild()
    signature = make_signature(make_text(), state="pending")

    page = client.post(f"/confirm/{make_link(signature)}/").content.decode()

    assert "Show that you are a member of a guild" in page


def test_thank_you_page_makes_a_link_of_their_own_only_when_asked(client):
    make_guild()
    signature = make_signature(make_text(), state="pending")
    link = make_link(signature)
    client.post(f"/confirm/{link}/")
    assert not Token.objects.filter(purpose="manage").exists()

    response = client.post(f"/confirm/{link}/guild/")

    assert response["Location"].startswith("/manage/")
    assert response["Location"].endswith("/guild/")
    assert "no-store" in response["Cache-Control"]
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("state", ["pending", "rejected"])
def test_membership_is_not_shown_before_a_signature_is_confirmed(client, state):
    make_guild()
    link = make_link(make_signature(make_text(), state=state))

    response = client.post(f"/confirm/{link}/guild/")

    assert response["Location"] == f"/confirm/{link}/"
    assert not Token.objects.filter(purpose="manage").exists()


def test_membership_is_shown_by_working_links_only(client):
    make_guild()
    signature = make_signature(make_text(), state="pending")
    link = make_link(signature)
    signature.delete()

    assert client.post(f"/confirm/{link}/guild/").status_code == 410
    assert client.post("/confirm/none/guild/").status_code == 404
    assert client.get(f"/confirm/{link}/guild/").status_code == 405


@pytest.mark.parametrize("asked", ["lead", "\x00", "tin' OR 1"])
def test_unknown_guild_is_not_found(client, asked):
    make_guild(slug="tin")
    link = make_link(make_signature(make_text()), "manage")

    assert client.get(f"/manage/{link}/guild/", {"guild": asked}).status_code == 404


def test_guild_of_the_statement_is_the_only_choice(client):
    tin, lead = make_guild(name="Tin Players"), make_guild(name="Lead Dancers")
    link = make_link(make_signature(make_text(guild=tin)), "manage")

    page = client.get(f"/manage/{link}/guild/").content.decode()

    assert tin.name in page
    assert lead.name not in page
    assert client.get(f"/manage/{link}/guild/", {"guild": lead.slug}).status_code == 404


def test_broken_link_is_not_found(client):
    make_guild()

    assert client.get("/manage/no-such-link/guild/").status_code == 404
