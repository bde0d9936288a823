"""Which links of a page lead back to a signature."""

import pytest

from signatures import tokens
from signatures.actions.signing.linked_identities import rel_me
from signatures.models import Signature

ONE = Signature()
PAGE = f"http://testserver/ask/signatories/{tokens.reference(ONE.public_id)}/"
OTHER = f"http://testserver/ask/signatories/{tokens.reference(Signature().public_id)}/"


def links_back(html):
    return rel_me.links_back(html.replace("PAGE", PAGE), at="https://ada.example/", to=ONE)


@pytest.mark.table(
    "html",
    [
        '<a rel="me" href="PAGE">Signed</a>',
        "<A HREF='PAGE' REL='nofollow ME noopener'>",
        '<head><link rel=me href=" PAGE ">',
        '<a href="PAGE#top" rel="me">',
        f'<a rel="me" href="{PAGE.rstrip("/")}">',
        f'<a rel="me" href="{PAGE.replace("/ask/", "/asked-before/")}">',
        f'<a rel="me" href="https://other.example/"><a rel="me" href="{PAGE}">',
    ],
)
def test_link_with_rel_me_to_the_page_of_the_signature_counts(html):
    assert links_back(html)


@pytest.mark.table(
    "html",
    [
        "",
        "PAGE",
        '<a href="PAGE">no rel</a>',
        '<a rel="meme" href="PAGE">',
        '<a rel="me" title="PAGE">',
        '<a rel="me" rel="x" href="https://other.example/" href="PAGE">',
        '<!-- <a rel="me" href="PAGE"> -->',
        '<script>"<a rel=me href=PAGE>"</script>',
        '<img rel="me" href="PAGE">',
        f'<a rel="me" href="{OTHER}">',
        '<a rel="me" href="PAGEmore/">',
        f'<a rel="me" href="{PAGE.replace("testserver", "other.example")}">',
        f'<a rel="me" href="https://ada.example/?to={PAGE}">',
        '<a rel="me" href="http://[">',
        '<a rel="me">',
    ],
)
def test_anything_else_does_not(html):
    assert not links_back(html)


def test_page_that_the_parser_refuses_counts_as_far_as_it_was_read():
    refused = "<![unheard-of[ x ]]>"

    assert links_back(f'<a rel="me" href="PAGE">{refused}')
    assert not links_back(f'{refused}<a rel="me" href="PAGE">')
