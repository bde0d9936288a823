import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.mail import suppressions
from tests.factories import make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

PAGE, CLEAR = "/desk/addresses/", "/desk/addresses/clear/"
ADA = {"email": "ada@example.org"}


@pytest.fixture
def signature():
    signature = make_signature(make_text(slug="ask"), name="Ada Example", **ADA)
    suppressions.suppress(signature, reason="disowned")
    return signature


@pytest.mark.table(("role", "may"), [("owner", True), ("moderator", False)])
def test_address_is_looked_up_and_an_owner_can_clear_it(client, signature, role, may):
    sign_in(client, make_organizer(role))

    page = client.post(PAGE, ADA)

    assertContains(page, "Ada Example")
    assertContains(page, "We send no e-mails about ask since")
    assert (CLEAR in page.content.decode()) == may
    done = client.post(CLEAR, {**ADA, "reason": "asked by phone"})
    assert suppressions.is_suppressed(signature) != may
    assert done.status_code == (302 if may else 403)


@pytest.mark.table(
    ("path", "typed", "said"),
    [
        (PAGE, {"email": "ada"}, "Enter an e-mail address"),
        (CLEAR, {**ADA, "reason": ""}, "Fill in “Reason”"),
    ],
)
def test_mistakes_are_named(client, signature, path, typed, said):
    sign_in(client, make_organizer("owner"))

    assertContains(client.post(path, typed), said, status_code=422)
    assert suppressions.is_suppressed(signature)


def test_unknown_address_is_said_to_be_free(client):
    sign_in(client, make_organizer("moderator"))

    page = client.post(PAGE, ADA)

    assertContains(page, "No signature has this address.")
    assertContains(page, "Nothing keeps us from sending e-mails to it.")
    assertNotContains(page, CLEAR)
