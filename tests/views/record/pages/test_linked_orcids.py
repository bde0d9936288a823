"""ORCID iDs in public: only on the page of a signature, only while that is on the list."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.signing import own_signature
from signatures.actions.signing.linked_identities import orcid
from signatures.models import Statement
from tests.factories import (
    make_link,
    make_linked_orcid,
    make_organizer,
    make_signature,
    make_text,
)
from tests.views.record.pages.test_linked_sites import OTHERS, address, body

pytestmark = pytest.mark.django_db

ADA = "0000-0002-1825-0097"


@pytest.fixture
def text():
    return make_text(slug="ask", form_fields=["display", "credit"])


def test_page_says_exactly_what_happened(client, text, settings):
    signature = make_signature(text)
    make_linked_orcid(signature)

    page = " ".join(body(client, address(signature)).split())

    assert (
        "Signed in at ORCID as "
        f'<a href="https://orcid.org/{ADA}" rel="noopener noreferrer nofollow">{ADA}</a>'
        " on 3 May 2026; ORCID does not check names"
    ) in page
    for path in OTHERS:
        assert ADA not in body(client, path), path


def test_orcid_of_the_sandbox_links_there(client, text, settings):
    settings.ORCID_ISSUER = "https://sandbox.orcid.org"
    signature = make_signature(text)
    make_linked_orcid(signature)

    assert f'href="https://sandbox.orcid.org/{ADA}"' in body(client, address(signature))


@pytest.mark.table(
    "fields",
    [
        {"state": "pending"},
        {"state": "held"},
        {"state": "rejected"},
        {"display": "anonymous"},
        {"display": "counted"},
    ],
)
def test_orcid_of_a_signature_whose_name_is_not_on_the_list_is_nowhere(client, text, fields):
    signature = make_signature(text, **fields)
    make_linked_orcid(signature)

    assert client.get(address(signature)).status_code == 404
    for path in [address(signature), *OTHERS]:
        assert ADA not in body(client, path), path


def test_orcid_is_gone_after_withdrawal(client, text):
    signature = make_signature(text)
    make_linked_orcid(signature)
    assertContains(client.get(address(signature)), ADA)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert ADA not in body(client, address(signature))
    assertNotContains(client.get(address(signature)), ADA, status_code=410)


def test_orcid_is_gone_once_an_organizer_removes_it(client, text):
    signature = make_signature(text)
    make_linked_orcid(signature)
    assert ADA in body(client, address(signature))

    orcid.refuse(signature, by=make_organizer("moderator"))

    assert ADA not in body(client, address(signature))


def test_orcid_is_not_shown_once_the_statement_does_not_have_them(client, text):
    signature = make_signature(text)
    make_linked_orcid(signature)

    Statement.objects.update(linked_orcids=False)

    assert ADA not in body(client, address(signature))


def test_page_costs_no_query_while_orcids_are_off(client, text, django_assert_max_num_queries):
    signature = make_signature(text)
    Statement.objects.update(signature_pages=True)

    with django_assert_max_num_queries(20) as queries:
        body(client, address(signature))

    assert not [each for each in queries.captured_queries if "linkedorcid" in each["sql"]]
