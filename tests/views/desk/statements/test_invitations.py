import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signatures.actions.statements.invitations import invitations
from signatures.models import Invitation, NotableHeading, OutgoingMail
from tests.factories import (
    make_invitation,
    make_organizer,
    make_private,
    make_signature,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db
INVITE = "/desk/ask/invitations/people/"


@pytest.fixture
def olga(client):
    return sign_in(client, make_organizer("editor"))


def words(page):
    return " ".join(re.sub("<[^>]+>", " ", page.content.decode()).split())


def test_pasted_list_is_invited_below_a_heading_and_e_mailed(olga):
    make_private(slug="ask")
    pasted = "Name, E-mail\nAda Example, ada@example.org\n\nBo Example;bo@example.org\nCy Example\n"

    typed = {"pasted": pasted, "heading": "Founding signatories", "send_now": "on"}
    answer = olga.post(INVITE, typed, follow=True)

    found = Invitation.objects.order_by("position").values_list("name", "email")
    assert list(found) == [
        ("Ada Example", "ada@example.org"),
        ("Bo Example", "bo@example.org"),
        ("Cy Example", ""),
    ]
    assert NotableHeading.objects.get().name == "Founding signatories"
    assert OutgoingMail.objects.filter(kind="invitation").count() == 2
    assert "3 people are invited." in words(answer)
    assert "Invited: 3. Opened: 0. Signed: 0. Declined: 0." in words(answer)


def test_csv_file_is_read(olga):
    make_private(slug="ask")
    content = '\ufeffname,email\r\n"Example, Ada",ada@example.org\r\n'.encode()

    olga.post(INVITE, {"file": SimpleUploadedFile("founders.csv", content)})

    assert Invitation.objects.get().name == "Example, Ada"


def test_each_wrong_line_is_named_and_no_one_is_invited(olga):
    text = make_private(slug="ask")
    make_invitation(text, "Zoe There", email="zoe@example.org")
    pasted = "Ada Example, ada@example\nhttps://spam.example, b@example.org\n"
    pasted += "Zoe Again, Zoe@example.org\nCy One, cy@example.org\nCy Two, cy@example.org"

    page = olga.post(INVITE, {"pasted": pasted})

    assert page.status_code == 422
    assert Invitation.objects.count() == 1
    said = words(page)
    for number in (1, 2, 3, 5):
        assert f"Line {number}: " in said
    assert "Line 4" not in said
    assert "Cy Two, cy@example.org" in page.content.decode()


def test_two_people_are_invited_at_one_address_where_both_can_sign_with_it(olga):
    make_private(slug="ask", shares_mailboxes=True)
    pasted = "Ada One, home@example.org\nBen Two, home@example.org\n"

    third = olga.post(INVITE, {"pasted": pasted + "Cy Three, home@example.org"})
    both = olga.post(INVITE, {"pasted": pasted})

    assert "Line 3: this address was invited already" in words(third)
    assert both.status_code == 302
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize("typed", [{}, {"pasted": "\n ,\n"}, {"pasted": "\x00"}])
def test_form_without_people_is_refused(olga, typed):
    make_private(slug="ask")

    assert olga.post(INVITE, typed).status_code == 422


def test_too_many_people_are_refused(olga):
    make_private(slug="ask")

    page = olga.post(INVITE, {"pasted": "Ada Example\n" * 501})

    assert page.status_code == 422
    assert "Enter at most 500 people at once" in words(page)


def test_no_one_is_invited_to_a_public_statement(olga):
    make_text(slug="ask")

    page = olga.post(INVITE, {"pasted": "Ada Example"}, follow=True)

    assert "The statement is public" in words(page)
    assert not Invitation.objects.exists()


def test_page_shows_how_far_each_person_has_come(olga):
    text = make_private(slug="ask")
    states = {"Ada": "pending", "Bo": "published", "Cy": "held", "Di": "rejected"}
    for name, state in states.items():
        invitation = make_invitation(text, f"{name} Example", heading="Founders")
        invitation.uses.create(signature=make_signature(text, name=f"{name} Example", state=state))
    invitations.decline(make_invitation(text, "Ed Example"))
    invitations.revoke(make_invitation(text, "Flo Example"), by=make_organizer())
    invitations.note_opened(make_invitation(text, "Gil Example"))
    other = make_invitation(text, "Hal Example", heading="Founders")
    other.uses.create(signature=make_signature(text, name="Zed Other"))
    lost = make_invitation(text, "Ida Example", email="ida@example.org")
    OutgoingMail.objects.create(kind="invitation", invitation=lost, failed_at=lost.created_at)

    page = olga.get("/desk/ask/invitations/")

    shown = dict(
        re.findall(
            r"<bdi[^>]*>(\w+) Example</bdi>.*?<td[^>]*>([^<]+)<", page.content.decode(), re.S
        )
    )
    assert shown == {
        "Ada": "Signed, not confirmed yet",
        "Bo": "Signed",
        "Cy": "Signed, under review",
        "Di": "Signed, not accepted",
        "Ed": "Declined",
        "Flo": "Revoked",
        "Gil": "Opened",
        "Hal": "Signed",
        "Ida": "The e-mail could not be delivered",
    }
    assert "as Zed Other , so not placed under the heading" in words(page)
    assert "Invited: 9. Opened: 6. Signed: 3. Declined: 1." in words(page)


def test_page_has_a_constant_number_of_queries(olga):
    text = make_private(slug="ask")
    numbers = []
    for names in (["Ada"], ["Bo", "Cy"]):
        for name in names:
            invitation = make_invitation(text, f"{name} Example", email=f"{name}@example.org")
            invitation.uses.create(signature=make_signature(text, name=name))
            group = {"label": name, "limit": 2, "by": make_organizer()}
            invitations.make_group(text.statement, **group)
        olga.get("/desk/ask/invitations/")  # fills the caches of the menus
        with CaptureQueriesContext(connection) as queries:
            assert olga.get("/desk/ask/invitations/").status_code == 200
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]


def test_group_link_has_a_limit(olga):
    make_private(slug="ask")

    wrong = olga.post("/desk/ask/invitations/group/", {"label": "Choir", "limit": "0"})
    olga.post("/desk/ask/invitations/group/", {"label": "Choir", "limit": "12"})

    assert wrong.status_code == 422
    assert Invitation.objects.get().limit == 12
    assert "0 of 12" in words(olga.get("/desk/ask/invitations/"))


def test_invitation_of_another_statement_is_not_found(olga):
    make_private(slug="ask")
    other = make_invitation(make_private(slug="other"))

    answer = olga.post(f"/desk/ask/invitations/{other.public_id}/", {"to": "revoke"})

    other.refresh_from_db()
    assert answer.status_code == 404
    assert other.revoked_at is None
