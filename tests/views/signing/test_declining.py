import pytest

from signatures.actions.statements.invitations import invitations
from signatures.models import Statement
from tests.factories import make_invitation, make_organizer, make_private, make_signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited():
    return make_invitation(make_private(slug="ask", title="Ask first"), email="ada@secret.example")


def secret(invitation):
    return {"invitation": invitations.link(invitation)}


def test_page_asks_and_changes_nothing(client, invited):
    page = client.get("/ask/invitation/", secret(invited))

    invited.refresh_from_db()
    assert page.status_code == 200
    assert "No thanks" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert not page.cookies
    assert invited.declined_at is None


def test_no_thanks_erases_the_address_and_can_be_taken_back(client, invited):
    declined = client.post("/ask/invitation/", secret(invited))

    invited.refresh_from_db()
    assert "You have declined the invitation" in declined.content.decode()
    assert invited.email == ""
    assert client.get("/ask/", secret(invited)).status_code == 404
    client.post("/ask/invitation/", {**secret(invited), "answer": "accept"})
    assert client.get("/ask/", secret(invited)).status_code == 200


def test_person_who_signed_is_told_how_to_withdraw(client, invited):
    invited.uses.create(signature=make_signature(invited.statement.texts.get()))

    page = client.post("/ask/invitation/", secret(invited)).content.decode()

    invited.refresh_from_db()
    assert "You have signed with this invitation" in page
    assert invited.declined_at is None


@pytest.mark.parametrize("how", ["none", "wrong", "revoked", "public", "group", "statement"])
def test_without_a_personal_invitation_there_is_no_page(client, invited, how):
    typed = secret(invited)
    if how == "none":
        typed = {}
    if how == "wrong":
        typed = {"invitation": "x" * 43}
    if how == "revoked":
        invitations.revoke(invited, by=make_organizer())
    if how == "public":
        Statement.objects.update(publishes_at=invited.created_at)
    if how == "group":
        group = {"label": "Choir", "limit": 2, "by": make_organizer()}
        typed = secret(invitations.make_group(invited.statement, **group))
    if how == "statement":
        typed = {"invitation": invited.statement.invitation}

    assert client.get("/ask/invitation/", typed).status_code == 404
    assert client.post("/ask/invitation/", typed).status_code == 404
