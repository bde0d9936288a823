"""Signing by invitation before a statement is public, and what no one else learns of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signatures.actions.mail import delivery
from signatures.actions.statements.invitations import invitations, mails
from signatures.models import Notable, Signature
from tests.factories import (
    make_invitation,
    make_link,
    make_organizer,
    make_press_link,
    make_private,
    make_signature,
    make_text,
    sign_form,
)

pytestmark = pytest.mark.django_db
ADDRESSES = ["", "signatories/", "signatories.csv", "signatories.json", "organizations/", "press/"]
ADDRESSES += ["numbers/", "versions/", "checks/", "card.png", "letter.pdf", "feed.xml", "embed/"]
ADDRESSES += ["sign/", "sign/sent/", "invitation/", "updates/", "qr.svg", "endorse/"]


@pytest.fixture
def invited():
    text = make_private(slug="ask", title="Ask first")
    return make_invitation(text, email="ada@secret.example", heading="Founders")


def secret(invitation):
    return {"invitation": invitations.link(invitation)}


def test_page_says_when_and_where_the_name_will_appear(client, invited):
    page = client.get("/ask/", secret(invited))

    words = " ".join(re.sub("<[^>]+>", " ", page.content.decode()).split())
    assert page["Cache-Control"] == "no-store"
    assert not page.cookies
    assert "Invitation for Ada Example" in words
    assert f"planned for {invited.statement.publishes_at.day} " in words
    assert "Yours will be listed under “Founders”" in words
    assert 'value="Ada Example"' in page.content.decode()
    assert "ada@secret.example" not in page.content.decode()
    invited.refresh_from_db()
    assert invited.opened_at is not None


def test_head_opens_nothing(client, invited):
    client.head("/ask/", secret(invited))

    invited.refresh_from_db()
    assert invited.opened_at is None


def test_invited_person_signs_confirms_and_is_a_founding_signatory(client, invited, mailoutbox):
    posted = client.post("/ask/sign/", sign_form(**secret(invited)))
    delivery.deliver_due()
    [link] = re.findall(r"/confirm/[\w-]+/", mailoutbox[0].body)
    confirmed = client.post(link)

    assert posted.status_code == 302
    assert confirmed.status_code == 200
    assert Notable.objects.get().signature.name == "Ada Example"
    again = client.get("/ask/", secret(invited)).content.decode()
    assert "You have signed with this invitation" in again
    assert "sign-form" not in again


def test_used_invitation_takes_no_second_person(client, invited):
    signature = make_signature(invited.statement.texts.get())
    invited.uses.create(signature=signature)

    answer = client.post("/ask/sign/", sign_form(email="zed@example.org", **secret(invited)))

    assert answer.status_code == 409
    assert "This invitation has been used" in answer.content.decode()
    assert Signature.objects.count() == 1


def test_form_with_errors_keeps_the_invitation(client, invited):
    page = client.post("/ask/sign/", sign_form(email="", **secret(invited)))

    assert page.status_code == 422
    assert invitations.link(invited) in page.content.decode()
    assert "Invitation for Ada Example" in " ".join(
        re.sub("<[^>]+>", "", page.content.decode()).split()
    )


@pytest.mark.parametrize("how", ["revoked", "declined", "wrong"])
def test_invitation_that_does_not_work_is_a_404_as_for_a_stranger(client, invited, how):
    typed = secret(invited)
    if how == "revoked":
        invitations.revoke(invited, by=make_organizer())
    if how == "declined":
        invitations.decline(invited)
    if how == "wrong":
        typed = {"invitation": "x" * 43}

    stranger, guest = client.get("/ask/"), client.get("/ask/", typed)

    assert (guest.status_code, guest.content) == (404, stranger.content)
    assert client.post("/ask/sign/", sign_form(**typed)).status_code == 404


def test_no_page_names_people_who_are_invited(client, invited):
    """To strangers, to other invited people, to the press, and to everyone once it is public."""
    text = invited.statement.texts.get()
    other = make_invitation(text, "Ivo Other", email="ivo@secret.example", heading="Founders")
    group = {"label": "Choir of Secrets", "limit": 3, "by": make_organizer()}
    invitations.make_group(text.statement, **group)
    _, press = make_press_link(text)
    mails.send(text.statement, by=make_organizer())
    asked = [{}, secret(other), {"press": press}, {"invitation": text.statement.invitation}]

    for is_public in (False, True):
        if is_public:
            when = {"publishes_at": invited.created_at}
            type(text.statement).objects.update(**when)
        for typed in asked:
            for path in ADDRESSES:
                response = client.get(f"/ask/{path}", typed)
                content = b"".join(response) if response.streaming else response.content
                for words in (b"Ada Example", b"secret.example", b"Choir of Secrets"):
                    assert words not in content, (path, typed, is_public)


def test_stranger_gets_nothing_after_an_invited_person_has_read(client, invited):
    for path in ADDRESSES:
        client.get(f"/ask/{path}", secret(invited))

        stranger = client.get(f"/ask/{path}")

        content = b"".join(stranger) if stranger.streaming else stranger.content
        assert b"Ask first" not in content, path


def test_link_of_a_group_says_nothing_of_a_name(client):
    text = make_private(slug="ask")
    made = invitations.make_group(text.statement, label="Choir", limit=1, by=make_organizer())

    page = client.get("/ask/", secret(made)).content.decode()

    assert "Invitation for" not in page
    assert "No thanks" not in page
    made.uses.create(signature=make_signature(text))
    used = client.get("/ask/", secret(made)).content.decode()
    assert "All places of this link have been used." in used


def test_withdrawal_works_as_in_public(client, invited):
    signature = make_signature(invited.statement.texts.get(), email="ada@secret.example")
    invited.uses.create(signature=signature)

    client.post(f"/manage/{make_link(signature, 'manage')}/withdraw/", {"sure": "on"})

    invited.refresh_from_db()
    signature.refresh_from_db()
    assert signature.state == "withdrawn"
    assert (invited.name, invited.email) == ("", "")


def test_public_statement_needs_no_query_for_invitations(client):
    make_text(slug="ask")

    with CaptureQueriesContext(connection) as queries:
        client.get("/ask/", {"invitation": "x" * 43, "press": "y" * 43})

    tables = ("signatures_invitation", "signatures_presslink")
    assert [each["sql"] for each in queries if any(name in each["sql"] for name in tables)] == []
