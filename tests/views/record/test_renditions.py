"""Card, letter, QR code, embedded page and feed as the world meets them."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from signatures import tokens
from signatures.actions.signing import own_signature
from signatures.actions.statements import letters as renditions
from signatures.models import Signature
from signatures.renditions.pictures import card as cards
from signatures.renditions.sharing import share
from tests.factories import (
    make_guild,
    make_guild_member,
    make_link,
    make_signature,
    make_text,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db
FORMS = ["card", "letter_pdf", "qr", "embed", "embed_code", "feed"]
LEAKS = ["Leak", "leak@example.org"]


@pytest.fixture(autouse=True)
def _files_go_away(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shown(monkeypatch):
    """Cards that were painted, oldest first, as the words they show."""
    painted = []

    def paint(card):
        painted.append(card)
        return b"PNG"

    monkeypatch.setattr(cards, "png", paint)
    return painted


def address(name, text):
    return reverse(name, args=[text.statement.slug])


def make_leaks(text):
    for state in ("pending", "held", "rejected"):
        make_signature(text, name=f"Leak {state}", credit="Leak", state=state)
    for display in ("anonymous", "counted"):
        make_signature(text, name=f"Leak {display}", credit="Leak", display=display)
    make_withdrawn(text)
    return make_signature(text, name="Ada Example", email="leak@example.org")


@pytest.mark.table("name", FORMS)
def test_statement_that_is_not_public_has_no_rendition(client, name):
    text = make_text(publishes_at=None)
    renditions.make_letter(text)
    query = {"invitation": text.statement.invitation}

    assert client.get(address(name, text)).status_code == 404
    assert client.get(address(name, text), query).status_code == 404


@pytest.mark.parametrize("name", FORMS)
def test_rendition_may_be_kept_by_anybody_and_sets_no_cookie(client, name, shown):
    text = make_text()
    renditions.make_letter(text)

    response = client.get(address(name, text))

    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    response.close()


@pytest.mark.table("name", ["embed", "embed_code", "feed", "qr"])
def test_rendition_leaks_nobody(client, name):
    text = make_text()
    make_leaks(text)

    response = client.get(address(name, text))

    for leak in LEAKS:
        assertNotContains(response, leak)


def test_feed_lists_who_is_listed(client):
    text = make_text()
    make_leaks(text)

    response = client.get(address("feed", text))

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assertContains(response, "<entry>", count=2)
    assertContains(response, "<title>Ada Example</title>", count=1)
    assertContains(response, "<title>A verified signatory, name withheld</title>", count=1)


def test_card_is_a_picture_with_the_count(client):
    text = make_text()

    response = client.get(address("card", text))

    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    assert response["Cache-Control"] == "public, max-age=10, s-maxage=10"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_card_counts_the_published_and_names_nobody(client, shown):
    text = make_text()
    make_leaks(text)

    client.get(address("card", text))

    [card] = shown
    assert (card.count, card.person, card.credit) == ("3", "", "")


def test_card_is_painted_once(client, shown):
    text = make_text()

    first = client.get(address("card", text))
    again = client.get(address("card", text))
    known = client.get(address("card", text), headers={"if-none-match": first["ETag"]})

    assert len(shown) == 1
    assert again.content == first.content
    assert (known.status_code, known.content) == (304, b"")


def test_own_card_shows_name_and_credit(client, shown):
    signature = make_signature(make_text(), credit="Engines")

    response = client.get(share.own_card(signature))

    [card] = shown
    assert (card.person, card.credit) == ("Ada Example", "Engines")
    assert response["Cache-Control"] == "public, max-age=30, s-maxage=30"


@pytest.mark.table(
    "fields",
    [
        pytest.param({"state": "pending"}, id="pending"),
        pytest.param({"state": "held"}, id="held"),
        pytest.param({"state": "rejected"}, id="rejected"),
        pytest.param({"display": "anonymous"}, id="anonymous"),
        pytest.param({"display": "counted"}, id="counted"),
    ],
)
def test_own_card_of_who_is_not_shown_is_the_statements(client, shown, fields):
    text = make_text()
    signature = make_signature(text, name="Leak", credit="Leak", **fields)
    token = tokens.card_token(signature.public_id)

    client.get(address("card", text), {"by": token})

    assert "Leak" not in str(shown)
    assert share.own_card(signature) == ""


def test_own_card_forgets_who_withdrew(client, shown):
    signature = make_signature(make_text())
    path = share.own_card(signature)
    client.get(path)
    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    client.get(path)

    assert [card.person for card in shown] == ["Ada Example", ""]


def test_own_card_cannot_be_made_up(client, shown):
    text = make_text()
    signature = make_signature(text)
    token = tokens.card_token(signature.public_id)
    elsewhere = make_text()
    guesses = [
        str(signature.public_id),
        str(signature.pk),
        f"{signature.public_id.hex}:x",
        token[1:],
    ]

    for guess in guesses:
        client.get(address("card", text), {"by": guess})
    client.get(address("card", elsewhere), {"by": token})

    assert {card.person for card in shown} == {""}
    assert f"{signature.pk}:" not in token


def test_thank_you_page_has_the_signatorys_own_card(client):
    signature = make_signature(make_text(), state="pending")

    response = client.post(reverse("confirm", args=[make_link(signature)]))

    signature.refresh_from_db()
    assertContains(response, f'src="{share.own_card(signature)}"'.replace("&", "&amp;"))


def test_letter_is_the_workers_file(client):
    text = make_text()
    make_signature(text)
    renditions.make_letter(text)

    response = client.get(address("letter_pdf", text))

    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "public, max-age=10, s-maxage=10"
    assert response.getvalue().startswith(b"%PDF-")
    known = client.get(address("letter_pdf", text), headers={"if-none-match": response["ETag"]})
    assert known.status_code == 304


def test_letter_not_made_yet_asks_for_patience(client):
    response = client.get(address("letter_pdf", make_text()))

    assertContains(response, "Come back in a minute", status_code=503)
    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"


def test_letter_whose_file_is_gone_asks_for_patience(client):
    text = make_text()
    made = renditions.make_letter(text)
    made.file.storage.delete(made.file.name)

    assert client.get(address("letter_pdf", text)).status_code == 503


def test_embed_alone_may_be_framed_by_anybody(client):
    text = make_text()

    framed = client.get(address("embed", text))
    page = client.get(address("embed_code", text))

    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_embed_links_out_of_the_frame_and_runs_nothing(client):
    text = make_text(text="Ask *us* first.", title="Ask first")
    make_signature(text)

    response = client.get(address("embed", text))

    url = f"http://testserver/{text.statement.slug}/#sign"
    assertContains(response, f'href="{url}" target="_top"')
    assertContains(response, "Ask us first.")
    assertContains(response, ">1</strong>")
    assertNotContains(response, "<script")


def test_snippet_is_shown_not_run(client):
    text = make_text(title='"><script>alert(1)</script>')

    response = client.get(address("embed_code", text))

    assertContains(response, "&lt;iframe src=")
    assertNotContains(response, "<iframe")
    assertNotContains(response, "<script>")


def test_statement_page_tells_others_what_it_is(client):
    text = make_text(title="</script><b>")
    make_signature(text)

    response = client.get(address("statement", text))

    base = f"http://testserver/{text.statement.slug}/"
    assertContains(response, f'<link rel="canonical" href="{base}">')
    assertContains(response, f'<meta property="og:image" content="{base}card.png">')
    assertContains(response, '<meta name="twitter:card" content="summary_large_image">')
    assertContains(response, '"headline": "\\u003C/script\\u003E\\u003Cb\\u003E"')
    assertContains(response, '"userInteractionCount": 1')
    assertNotContains(response, "</script><b>")


def test_statement_page_by_invitation_tells_nothing(client):
    text = make_text(publishes_at=None)

    page = client.get(address("statement", text), {"invitation": text.statement.invitation})

    assertNotContains(page, "og:")
    assertNotContains(page, "ld+json")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("card", 3), ("letter_pdf", 3), ("qr", 1), ("embed", 3), ("embed_code", 2), ("feed", 5)],
)
def test_rendition_costs_the_same_however_many(
    client, count, name, queries, django_assert_num_queries, shown
):
    text = make_text()
    for _ in range(count):
        make_guild_member(text, make_guild())
    renditions.make_letter(text)

    with django_assert_num_queries(queries):
        response = client.get(address(name, text))

    assert response.status_code == 200
    assert Signature.objects.published().count() == count
    response.close()


def test_own_card_costs_four_queries(client, shown, django_assert_num_queries):
    path = share.own_card(make_signature(make_text()))

    with django_assert_num_queries(4):
        client.get(path)


def test_embed_from_the_page_cache_may_be_framed_too(client, settings):
    settings.PAGE_CACHE_TIMEOUT = timedelta(seconds=2)
    text = make_text()

    framed = [client.get(address("embed", text)) for _ in range(2)]

    assert framed[0].content == framed[1].content
    assert "frame-ancestors *" in framed[1]["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed[1]
