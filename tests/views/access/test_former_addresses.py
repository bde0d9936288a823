import pytest
from django.test import Client

from signatures.models import FormerAddress
from tests.factories import make_organizer, make_text, sign_in

pytestmark = pytest.mark.django_db

PAGES = [
    "/{}/",
    "/{}/signatories/",
    "/{}/signatories.csv",
    "/{}/letter.pdf",
    "/{}/embed/",
    "/{}/feed.xml",
    "/{}/organizations/",
    "/{}/versions/",
    "/api/v1/statements/{}",
    "/api/v1/statements/{}/count",
    "/api/v1/statements/{}/signatories",
]


@pytest.fixture
def statement():
    statement = make_text(slug="race").statement
    FormerAddress.objects.create(slug="before", statement=statement)
    return statement


@pytest.mark.table("page", PAGES)
@pytest.mark.table("slug", ["before", "Before", "Race", "RACE"])
def test_former_address_and_other_letters_lead_to_the_statement(client, statement, page, slug):
    response = client.get(page.format(slug), {"q": "a b"})

    assert response.status_code == 301
    assert response["Location"] == f"{page.format('race')}?q=a+b"
    assert response["Cache-Control"] == "private, max-age=600"


def test_form_sent_to_a_former_address_is_sent_again_to_the_new_one(client, statement):
    response = client.post("/before/sign/", {"name": "Ada"})

    assert (response.status_code, response["Location"]) == (308, "/race/sign/")


def test_desk_pages_move_too(client, statement):
    sign_in(client, make_organizer("editor"))

    response = client.get("/desk/before/settings/")

    assert (response.status_code, response["Location"]) == (301, "/desk/race/settings/")


def test_statement_that_is_not_public_is_not_given_away():
    statement = make_text(slug="secret", publishes_at=None).statement
    FormerAddress.objects.create(slug="before", statement=statement)

    stranger = Client().get("/before/")
    invited = Client().get(f"/before/?invitation={statement.invitation}")

    assert stranger.status_code == 404
    assert invited["Location"] == f"/secret/?invitation={statement.invitation}"


@pytest.mark.table("path", ["/nothing/", "/guilds/before/", "/members/before/", "/race/nothing/"])
def test_other_addresses_are_not_found(client, statement, path):
    assert client.get(path).status_code in (302, 404)
