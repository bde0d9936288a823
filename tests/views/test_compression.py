"""Public pages are compressed once, for readers who take gzip, and stay as they were for others."""

import gzip
import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from signatures.views import response_cache
from tests.factories import make_signature, make_text

TAKES = ["gzip", "gzip, deflate, br, zstd", "br;q=1.0, GZIP;q=0.05", "deflate,gzip ; q=1.0"]
DOES_NOT = ["", "identity", "br", "gzip;q=0", "gzip; q=0.000, br", "x-gzip-like", "gzipped"]


@pytest.fixture
def text():
    text = make_text(slug="ask", front_page=True)
    make_signature(text, name="Ada Land")
    return text


def unstamped(page):
    """Return a page without the time in its form, in which two pages differ."""
    return re.sub(rb'(?<=name="stamp" value=")[^"]*', b"", page)


@pytest.mark.table(
    ("accepted", "wanted"), [*((each, True) for each in TAKES), *((e, False) for e in DOES_NOT)]
)
def test_gzip_is_taken_by_those_who_name_gzip(accepted, wanted):
    request = RequestFactory().get("/", headers={"accept-encoding": accepted})

    assert response_cache.takes_gzip(request) is wanted


@pytest.mark.django_db
@pytest.mark.table("path", ["/", "/ask/", "/ask/signatories/", "/ask/numbers/"])
def test_compressed_page_says_the_same_and_how_it_is_coded(client, text, path):
    plain = client.get(path)

    pages = [client.get(path, headers={"accept-encoding": "br, gzip"}) for _ in range(2)]

    assert "Content-Encoding" not in plain
    for page in pages:  # made, and then from the cache
        assert unstamped(gzip.decompress(page.content)) == unstamped(plain.content)
        assert (page["Content-Encoding"], page["Vary"]) == ("gzip", "Accept-Encoding")
        assert page["Content-Length"] == str(len(page.content))
        assert page["Cache-Control"] == plain["Cache-Control"]


@pytest.mark.django_db
def test_reader_without_gzip_gets_no_compressed_page_from_the_cache(client, text):
    client.get("/ask/", headers={"accept-encoding": "gzip"})

    page = client.get("/ask/")

    assert "Content-Encoding" not in page
    assert b"</html>" in page.content


@pytest.mark.django_db
@pytest.mark.table("path", ["/ask/card.png", "/ask/feed.xml", "/api/v1/statements/ask/count"])
def test_pictures_files_and_answers_with_an_etag_are_left_as_they_are(client, text, path):
    response = client.get(path, headers={"accept-encoding": "gzip"})

    assert response.status_code == 200
    assert "Content-Encoding" not in response


def test_short_page_is_not_compressed():
    response = HttpResponse(b"x" * (response_cache.LEAST_COMPRESSED - 1))

    response_cache.compress(response)

    assert "Content-Encoding" not in response
