"""The page for journalists, and what a press link shows under embargo."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from signatures.actions.statements import press_links
from signatures.models import PressLink
from tests.factories import (
    make_embargoed,
    make_heading,
    make_invitation,
    make_notable,
    make_organizer,
    make_press_link,
    make_private,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db
MARK = "for Quill Reporter"
HTML = ["statement", "signatories", "organizations", "numbers", "versions", "checks", "press"]
FILES = ["signatories_csv", "card", "letter_pdf"]
SHUT = ["signatories_json", "feed", "embed", "embed_code", "qr", "endorse", "sign", "updates"]


def body(response):
    return b"".join(response) if response.streaming else response.content


def embargoed(**fields):
    text = make_embargoed(slug="ask", title="Ask first", **fields)
    make_signature(text, name="Ada Founder", email="ada@secret.example")
    make_signature(text, name="Pia Pending", state="pending", email="pia@secret.example")
    make_invitation(text, "Ivo Invited", email="ivo@secret.example", heading="Founders")
    link, secret = make_press_link(text)
    return text, link, secret


def test_page_has_what_journalists_need(client, settings):
    settings.SITE_CONTACT = "desk@letter.example"
    text = make_text(slug="ask", title="Ask first")
    make_notable(make_signature(text, name="Nora Notable"), make_heading(text, "Founders"))
    make_signature(text, name="Pia Pending", state="pending")

    response = client.get("/ask/press/")

    page = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    for words in ("As of ", "Nora Notable", "Founders", "desk@letter.example", "&lt;iframe"):
        assert words in page
    for name in ("checks", "letter_pdf", "signatories_csv", "card", "qr"):
        assert f'href="{reverse(name, args=["ask"])}"' in page
    assert "Pia Pending" not in page
    assert 'href="/ask/press/"' in client.get("/ask/").content.decode()


def test_page_links_to_the_list_of_the_launch_on_its_first_day_and_once_there_is_one(client):
    old, new = timezone.now() - timedelta(days=2), timezone.now() - timedelta(minutes=1)
    for slug, at in (("old", old), ("kept", old), ("new", new)):
        make_signature(make_text(slug=slug, publishes_at=at))
    assert client.get("/kept/launch-list/").status_code == 200

    pages = {slug: client.get(f"/{slug}/press/").content for slug in ("old", "kept", "new")}

    linked = [slug for slug, page in pages.items() if b"/launch-list/" in page]
    assert linked == ["kept", "new"]


def test_count_is_not_followed_under_embargo(client):
    _, _, secret = embargoed()

    for path in ("/ask/", "/ask/signatories/"):
        assert "data-count-url" not in client.get(path, {"press": secret}).content.decode()


def test_page_of_a_private_statement_is_not_found(client):
    make_private(slug="ask")

    assert client.get("/ask/press/").status_code == 404


@pytest.mark.table("name", HTML)
def test_press_link_shows_a_marked_page(client, name):
    _, link, secret = embargoed()

    response = client.get(reverse(name, args=["ask"]), {"press": secret})

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count(MARK) >= 1
    assert "Embargoed until" in page
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert "secret.example" not in page
    assert "Ivo Invited" not in page
    assert "Pia Pending" not in page
    link.refresh_from_db()
    assert link.visits == 1


@pytest.mark.table("name", FILES)
def test_press_link_gives_a_marked_file(client, name):
    _, _, secret = embargoed()

    response = client.get(reverse(name, args=["ask"]), {"press": secret})

    content = body(response)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.has_header("ETag")
    assert not response.has_header("Access-Control-Allow-Origin")
    if name == "signatories_csv":
        lines = content.decode().splitlines()
        assert MARK in lines[0]
        assert any("Ada Founder" in line for line in lines)
    else:
        assert content.startswith((b"\x89PNG", b"%PDF"))


@pytest.mark.table("name", SHUT)
def test_press_link_opens_nothing_that_is_not_marked(client, name):
    _, _, secret = embargoed()

    response = client.get(reverse(name, args=["ask"]), {"press": secret})

    assert response.status_code == 404
    assert b"Ask first" not in body(response)


@pytest.mark.parametrize("why", ["revoked", "expired", "wrong", "other statement", "private"])
def test_link_that_does_not_work_is_a_404_as_for_a_stranger(client, why):
    text, link, secret = embargoed()
    if why == "revoked":
        press_links.revoke(link, by=make_organizer())
    if why == "expired":
        PressLink.objects.update(expires_at=link.created_at)
    if why == "wrong":
        secret = "x" * 43
    if why == "other statement":
        _, secret = make_press_link(make_embargoed())
    if why == "private":
        type(text.statement).objects.filter(slug="ask").update(embargo_at=None)

    for name in HTML + FILES:
        path = reverse(name, args=["ask"])
        stranger, guest = client.get(path), client.get(path, {"press": secret})
        guessing = client.get("/nowhere/", {"press": secret})
        assert (guest.status_code, guest.content) == (404, stranger.content), name
        assert guest["Cache-Control"] == guessing["Cache-Control"] == "no-store"


def test_stranger_gets_nothing_after_a_journalist_has_read(client):
    _, _, secret = embargoed()

    for name in HTML + FILES:
        path = reverse(name, args=["ask"])
        assert client.get(path, {"press": secret}).status_code == 200, name
        assert client.get(path).status_code == 404, name


def test_links_on_a_page_carry_the_press_link(client):
    _, _, secret = embargoed()

    page = client.get("/ask/signatories/", {"press": secret, "q": "ada"}).content.decode()

    own = re.findall(r'(?:href|action)="(/ask/[^"#]*)', page)
    assert len(own) > 3
    assert [path for path in own if f"press={secret}" not in path] == []
    assert f'<input type="hidden" name="press" value="{secret}">' in page


def test_press_link_takes_no_signatures(client):
    _, _, secret = embargoed()

    page = client.get("/ask/", {"press": secret}).content.decode()
    posted = client.post(f"/ask/sign/?press={secret}", {"name": "Zed"})

    assert "sign-form" not in page
    assert posted.status_code == 404


def test_reading_by_a_link_for_search_engines_is_no_visit(client):
    _, link, secret = embargoed()

    client.head("/ask/", {"press": secret})

    link.refresh_from_db()
    assert link.visits == 0


def test_front_page_statement_is_read_at_its_own_address(client):
    _, _, secret = embargoed(front_page=True)

    page = client.get("/ask/press/", {"press": secret}).content.decode()

    assert 'href="/"' not in page
    assert client.get("/", {"press": secret}).content == client.get("/").content
