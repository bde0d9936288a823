"""The list of statements, the front page without one, and links beside a statement."""

import pytest

from signatures.models import StatementLink
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

ALL = "/statements/"
LINK = '<a href="/statements/">All statements</a>'


def test_all_public_statements_are_listed_with_their_counts(client):
    ask = make_text(slug="ask", title="Ask first", front_page=True)
    make_signature(ask)
    make_signature(ask, state="held")
    make_text(slug="other", title="Something else")
    make_signature(make_text(slug="early", title="Secret Title", publishes_at=None))

    response = client.get(ALL)

    page = response.content.decode()
    assert response.status_code == 200
    assert '<a href="/" lang="en"><bdi>Ask first</bdi></a>' in page
    assert '<a href="/other/" lang="en"><bdi>Something else</bdi></a>' in page
    assert "1 verified signatory" in " ".join(page.split())
    assert "0 verified signatories" in " ".join(page.split())
    assert "Secret Title" not in page
    assert "max-age=1" in response["Cache-Control"]


def test_only_statement_stands_for_the_list(client):
    make_text(slug="ask")
    make_text(slug="early", publishes_at=None)

    response = client.get(ALL)

    assert (response.status_code, response["Location"]) == (302, "/ask/")


def test_site_without_a_statement_says_what_to_do(client):
    make_text(slug="early", title="Secret Title", front_page=True, publishes_at=None)

    for path in ("/", ALL):
        response = client.get(path)
        page = response.content.decode()
        assert response.status_code == 200
        assert "Nothing is published here yet" in page
        assert 'href="/desk/new/"' in page
        assert "Secret Title" not in page


def test_front_page_without_its_statement_lists_the_others(client):
    make_text(slug="ask", title="Ask first")

    page = client.get("/").content.decode()

    assert '<a href="/ask/" lang="en"><bdi>Ask first</bdi></a>' in page


def test_invitation_opens_an_early_front_page(client):
    early = make_text(slug="early", text="Secret Words", front_page=True, publishes_at=None)

    response = client.get("/", {"invitation": early.statement.invitation})

    assert "Secret Words" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_foot_leads_to_all_statements_when_there_are_others(client):
    make_text(slug="ask")
    make_text(slug="early", publishes_at=None)
    alone = client.get("/ask/").content.decode()
    make_text(slug="other")

    assert LINK not in alone
    for path in ("/ask/", "/ask/signatories/", "/ask/numbers/", "/ask/versions/"):
        assert LINK in client.get(path).content.decode()


@pytest.mark.parametrize("count", [2, 4])
def test_list_of_statements_costs_the_same(client, count, django_assert_num_queries):
    for _ in range(count):
        make_signature(make_text())

    with django_assert_num_queries(4):
        client.get(ALL)


def test_link_is_shown_with_our_picture_and_no_frame(client):
    text = make_text(slug="ask")
    StatementLink.objects.create(
        statement=text.statement,
        title="See <us>",
        url="https://www.video.example/watch?v=1",
        picture="links/0123.webp",
    )
    StatementLink.objects.create(statement=text.statement, title="Old", url="http://x.example/")
    StatementLink.objects.create(statement=text.statement, title="Bad", url="javascript:alert(1)")

    page = client.get("/ask/").content.decode()

    assert 'href="https://www.video.example/watch?v=1" rel="noopener noreferrer"' in page
    assert '<img src="/media/links/0123.webp" alt=""' in page
    assert "See &lt;us&gt;" in page
    assert "video.example</bdi>" in page
    assert "x.example" not in page
    assert "javascript:" not in page
    assert "<iframe" not in page
