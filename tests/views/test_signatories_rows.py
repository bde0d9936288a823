"""The public list: who stands on it, in what order, page by page."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Occupation, Signature
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

NAME = re.compile(r'<bdi class="name"[^>]*>([^<]*)</bdi>')


def names(response):
    return [html.unescape(name) for name in NAME.findall(response.content.decode())]


def following(response):
    found = re.search(r'class="pager__next" rel="next" href="([^"]+)"', response.content.decode())
    return html.unescape(found[1]) if found else ""


def test_list_shows_each_as_they_chose(client, text):
    occupation = Occupation.objects.create(slug="composer", name="Composer")
    make_signature(text, name="Full Example", credit="Engines", occupation=occupation)
    make_signature(text, name="Composing Example", occupation=occupation)
    make_signature(text, name="Named Example", credit="Looms", display="name")

    response = client.get("/ask/signatories/")

    assert names(response) == ["Named Example", "Composing Example", "Full Example"]
    assertContains(response, '<small><bdi lang="" translate="no">Engines</bdi></small>')
    assertContains(response, '<small><bdi lang="" translate="no">Composer</bdi></small>', count=1)
    assertNotContains(response, "Looms")


def test_withheld_name_has_a_line_and_no_name(client, text):
    make_signature(text, name="Ada Example", display="anonymous")

    response = client.get("/ask/signatories/")

    assertContains(response, '<li class="withheld">')
    assertNotContains(response, "Ada Example")


def test_names_are_text_and_never_markup(client, text):
    make_signature(text, name="<b>Ada</b> & “Example”", credit="<script>x</script>")

    response = client.get("/ask/signatories/")

    assert names(response) == ["<b>Ada</b> & “Example”"]
    assertNotContains(response, "<script>x")


def test_list_of_one_statement_holds_nobody_of_another(client, text):
    make_signature(make_text(), name="Somebody Else")

    response = client.get("/ask/signatories/")

    assertContains(response, "No one has signed yet.")
    assertNotContains(response, "Somebody Else")


@pytest.mark.parametrize("count", [0, 1, 2, 3, 6, 7])
def test_pages_hold_everybody_once_though_many_came_at_one_moment(client, text, monkeypatch, count):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 3)
    for number in range(count):
        make_signature(text, name=f"Ada {chr(97 + number)}.")
    Signature.objects.update(published_at=timezone.now())

    pages, address = [], "/ask/signatories/"
    while address:
        response = client.get(address)
        pages.append(names(response))
        address = following(response)

    listed = [name for page in pages for name in page]
    assert sorted(listed) == [f"Ada {chr(97 + number)}." for number in range(count)]
    assert len(pages) == max(1, -(-count // 3))


def test_moments_a_microsecond_apart_are_told_apart(client, text, monkeypatch):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 1)
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    for number, name in enumerate(["Oldest", "Middle", "Newest"]):
        signature = make_signature(text, name=name)
        at = moment + number * timedelta(microseconds=1)
        Signature.objects.filter(pk=signature.pk).update(published_at=at)

    seen, address = [], "/ask/signatories/"
    while address:
        response = client.get(address)
        seen += names(response)
        address = following(response)

    assert seen == ["Newest", "Middle", "Oldest"]


def test_page_after_the_last_leads_back(client, text, monkeypatch):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 1)
    make_signature(text)
    make_signature(text)
    second = following(client.get("/ask/signatories/"))
    Signature.objects.all().delete()

    response = client.get(second)

    assertContains(response, "There are no more names.")
    assertContains(response, 'href="/ask/signatories/"')


def test_address_of_a_page_holds_no_key_of_a_row(client, text, monkeypatch):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 1)
    make_signature(text)
    make_signature(text)

    address = following(client.get("/ask/signatories/"))

    assert re.fullmatch(r"/ask/signatories/\?after=[\w-]{34}", address)


@pytest.mark.table("after", ["x", "%00", "%C3%A9", "A" * 5000, "AAAAAAAAAAA", "-1", "=" * 32])
def test_damaged_address_of_a_page_is_404(client, text, after):
    assert client.get(f"/ask/signatories/?after={after}").status_code == 404


def test_days_stand_above_their_names(client, text):
    make_signature(text)
    Signature.objects.update(published_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC))

    assertContains(client.get("/ask/signatories/"), '<h2 class="day">4 March 2026</h2>')
