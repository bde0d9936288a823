"""Linked sites in public: only on the page of a signature, only while that is on the list."""

import pytest
from django.core.cache import caches
from pytest_django.asserts import assertContains, assertNotContains

from signatures import tokens
from signatures.actions.signing import own_signature
from signatures.actions.signing.linked_identities import sites
from signatures.models import Signature, Statement
from tests.factories import (
    make_link,
    make_linked_site,
    make_organizer,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db

SITE = "ada.example"
OTHERS = ["/ask/", "/ask/signatories/", "/ask/press/", "/ask/signatories.csv"]
OTHERS += ["/ask/signatories.json", "/api/v1/statements/ask/signatories"]


@pytest.fixture
def text():
    return make_text(slug="ask", form_fields=["display", "credit"])


def address(signature):
    return f"/ask/signatories/{tokens.reference(signature.public_id)}/"


def body(client, path):
    caches["pages"].clear()
    answer = client.get(path)
    return (answer.getvalue() if answer.streaming else answer.content).decode()


def test_page_says_what_was_seen_and_when_and_no_more(client, text):
    signature = make_signature(text, name="Ada <b>Example")
    make_linked_site(signature, url="https://www.ada.example/about")

    page = " ".join(body(client, address(signature)).split())

    assert (
        '<a href="https://www.ada.example/about" rel="noopener noreferrer nofollow">'
        '<bdi translate="no">ada.example/about</bdi></a>: <bdi translate="no">Ada &lt;b&gt;Example'
        "</bdi> named this page as their own, and it links to this signature, checked 3 May 2026"
    ) in page


@pytest.mark.table("state", ["waiting", "missing", "refused"])
def test_site_that_was_not_seen_to_link_back_is_nowhere(client, text, state):
    signature = make_signature(text)
    make_linked_site(signature, state=state)

    for path in [address(signature), *OTHERS]:
        assert SITE not in body(client, path), path


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
def test_site_of_a_signature_whose_name_is_not_on_the_list_is_nowhere(client, text, fields):
    signature = make_signature(text, **fields)
    make_linked_site(signature)

    assert client.get(address(signature)).status_code == 404
    for path in [address(signature), *OTHERS]:
        assert SITE not in body(client, path), path


def test_site_is_gone_after_withdrawal(client, text):
    signature = make_signature(text)
    make_linked_site(signature)
    assertContains(client.get(address(signature)), SITE)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    caches["pages"].clear()
    assertNotContains(client.get(address(signature)), SITE, status_code=410)
    for path in OTHERS:
        assert SITE not in body(client, path), path


def test_site_is_gone_once_an_organizer_removes_it(client, text):
    signature = make_signature(text)
    make_linked_site(signature)
    assert SITE in body(client, address(signature))

    sites.refuse(signature, by=make_organizer("moderator"))

    assert SITE not in body(client, address(signature))


def test_site_is_not_shown_once_the_statement_no_longer_offers_it(client, text):
    signature = make_signature(text)
    make_linked_site(signature)

    Statement.objects.update(linked_sites=False)

    assert SITE not in body(client, address(signature))


def test_page_costs_no_query_while_it_is_off(client, text, django_assert_max_num_queries):
    signature = make_signature(text)
    Statement.objects.update(signature_pages=True)
    caches["pages"].clear()

    with django_assert_max_num_queries(20) as queries:
        client.get(address(signature))

    assert not [each for each in queries.captured_queries if "linkedsite" in each["sql"]]
    assert Signature.objects.count() == 1
