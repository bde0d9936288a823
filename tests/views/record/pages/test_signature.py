"""A signature has a page of its own, if organizers want, which says no more than the list."""

import pytest

from signatures import tokens
from signatures.actions.signing import own_signature
from tests.factories import make_link, make_signature, make_text, make_voiced

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    fields = ["affiliation", "quote", "display", "credit"]
    return make_text(slug="ask", form_fields=fields, signature_pages=True)


def address(signature):
    return f"/ask/signatories/{tokens.reference(signature.public_id)}/"


def test_page_shows_name_wording_and_how_it_was_confirmed(client, text):
    signature = make_voiced(text, name="Ada Quill", credit="Poet")

    shown = client.get(address(signature)).content.decode()

    for each in ("Ada Quill", "Poet", "Tin University", "Ask us first.", text.text_sha256, "en-1"):
        assert each in shown
    assert 'content="noindex"' in shown
    assert f'href="/ask/claim/?signature={tokens.reference(signature.public_id)}"' in shown
    assert f'href="{address(signature)}"' in client.get("/ask/signatories/").content.decode()


def test_search_engines_may_list_it_with_the_statement(client, text):
    text.statement.searchable = True
    text.statement.save()

    assert 'content="noindex"' not in client.get(address(make_signature(text))).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "pending"},
        {"state": "held"},
        {"state": "rejected"},
        {"display": "anonymous"},
        {"display": "counted"},
    ],
    ids=lambda fields: next(iter(fields.values())),
)
def test_signature_whose_name_is_not_on_the_list_has_none(client, text, fields):
    signature = make_voiced(text, **fields)

    assert client.get(address(signature)).status_code == 404
    assert address(signature) not in client.get("/ask/signatories/").content.decode()


def test_name_alone_has_a_page_without_credit_quote_and_affiliation(client, text):
    signature = make_voiced(text, name="Ada Quill", credit="Poet of tin", display="name")

    shown = client.get(address(signature)).content.decode()

    assert "Ada Quill" in shown
    for each in ("Poet of tin", "Tin University", "Ask us first."):
        assert each not in shown


def test_page_is_gone_after_withdrawal_and_names_nobody(client, text):
    signature = make_voiced(text, name="Ada Quill")
    path = address(signature)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))
    response = client.get(path)

    assert response.status_code == 410
    assert "Ada Quill" not in response.content.decode()
    assert 'content="noindex"' in response.content.decode()


def test_there_is_none_unless_organizers_want_it(client, text):
    text.statement.signature_pages = False
    text.statement.save()
    signature = make_signature(text)

    assert client.get(address(signature)).status_code == 404
    assert address(signature) not in client.get("/ask/signatories/").content.decode()


def test_page_of_another_statement_or_of_nothing_is_not_found(client, text):
    other = make_signature(make_text(slug="other", signature_pages=True))

    assert client.get(address(other)).status_code == 404
    for reference in ("x", "AAAA-AAAA", "%00", "9" * 300):
        assert client.get(f"/ask/signatories/{reference}/").status_code == 404


def test_other_spelling_of_the_reference_leads_to_the_page(client, text):
    signature = make_signature(text)

    response = client.get(address(signature).lower())

    assert response.url == address(signature)


def test_report_form_has_the_name_filled_in(client, text):
    signature = make_signature(text, name="Ada Quill")
    hidden = make_signature(text, name="Ben Reed", display="anonymous")

    for each, is_named in ((signature, True), (hidden, False)):
        path = f"/ask/claim/?signature={tokens.reference(each.public_id)}"
        assert (each.name in client.get(path).content.decode()) is is_named
