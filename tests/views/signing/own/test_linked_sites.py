"""The page on which signatories name a site of their own."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures import tokens
from signatures.actions.signing.linked_identities import checking
from signatures.models import LinkedSite, Statement
from tests.factories import make_link, make_linked_site, make_signature, make_text
from tests.views.signing.own.test_own_signature import assert_private
from tests.views.signing.own.test_voices import controls, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def offering():
    return make_text(slug="ask", signature_pages=True, linked_sites=True)


def path_of(signature):
    return f"/manage/{make_link(signature, 'manage', expires_in=None)}/site/"


def test_own_page_leads_to_it_where_the_statement_offers_it(client, offering):
    path = path_of(make_signature(offering))
    assertContains(client.get(path.removesuffix("site/")), f'href="{path}"')

    Statement.objects.update(linked_sites=False)

    assertNotContains(client.get(path.removesuffix("site/")), path)
    assert client.get(path).status_code == 404
    assert client.post(path, {"url": "https://ada.example"}).status_code == 404


def test_page_names_the_address_to_link_to_and_stores_the_site(client, offering):
    signature = make_signature(offering)
    path = path_of(signature)

    page = client.get(path)
    stored = client.post(path, {"url": " Ada.example/About/ "})

    reference = tokens.reference(signature.public_id)
    link = f"&lt;a rel=&quot;me&quot; href=&quot;http://testserver/ask/signatories/{reference}/"
    assert link.replace("&quot;", '"') in page.content.decode()
    assert_private(page)
    assertRedirects(stored, path)
    assertContains(client.get(path), "We will read it soon")
    assert LinkedSite.objects.get().url == "https://ada.example/About"


def test_opening_the_page_changes_nothing(client, offering):
    path = path_of(make_signature(offering))

    for method in (client.get, client.head):
        method(path, {"url": "https://ada.example", "remove": "yes"})

    assert not LinkedSite.objects.exists()


@pytest.mark.table(
    "typed",
    ["", "ada", "http://ada.example", "https://ada.example:8443", "https://a@ada.example"],
)
def test_other_addresses_are_refused_and_stay_typed(client, offering, typed):
    page = client.post(path_of(make_signature(offering)), {"url": typed})

    assert page.status_code == 422
    assertContains(page, f'value="{typed}"', status_code=422)
    assertContains(page, "There is a problem", status_code=422)
    assert not LinkedSite.objects.exists()


@pytest.mark.table(
    "state, problem, said",
    [
        ("found", "", "It links to your signature, checked 3 May 2026."),
        ("missing", checking.NO_LINK, "It is not shown. The page does not link to your signature."),
        ("waiting", "", "We will read it soon."),
        ("refused", "", "The campaign team removed your site."),
    ],
)
def test_page_says_what_was_seen(client, offering, state, problem, said):
    signature = make_signature(offering)
    make_linked_site(signature, state=state)
    LinkedSite.objects.update(problem=problem)

    assertContains(client.get(path_of(signature)), said)


def test_signatory_removes_the_site(client, offering):
    signature = make_signature(offering)
    make_linked_site(signature)
    path = path_of(signature)

    assertRedirects(client.post(path, {"remove": "yes"}), path)

    assert not LinkedSite.objects.exists()


def test_too_many_checks_are_429(client, offering, settings):
    settings.LINKED_SITE_LIMITS = dict.fromkeys(settings.LINKED_SITE_LIMITS, 0)

    answer = client.post(path_of(make_signature(offering)), {"url": "https://ada.example"})

    assert answer.status_code == 429
    assert not LinkedSite.objects.exists()


@pytest.mark.table("display", ["anonymous", "counted"])
def test_signature_without_a_page_has_nothing_to_link_to(client, offering, display):
    page = client.get(path_of(make_signature(offering, display=display)))

    assertContains(page, "Your signature has no page of its own")
    assertNotContains(page, "<form class=")


def test_withdrawn_signature_has_no_such_page(client, offering):
    signature = make_signature(offering)
    path = path_of(signature)
    client.post(path.replace("site/", "withdraw/"))

    assert client.get(path).status_code == 410


def test_sign_form_gets_no_field(client, offering):
    on = names(controls(client))
    Statement.objects.update(linked_sites=False, signature_pages=False)

    assert names(controls(client)) == on
