import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_text

pytestmark = pytest.mark.django_db


def test_sitemap_names_public_statements_only(client):
    make_text(slug="shown", searchable=True)
    make_text(slug="secret", publishes_at=None)

    response = client.get("/sitemap.xml")

    assert response["Content-Type"] == "application/xml"
    assertContains(response, "<loc>http://testserver/shown/</loc>", count=1)
    assertNotContains(response, "secret")


def test_robots_names_the_sitemap(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assertContains(response, "Disallow: /manage/")
    assertContains(response, "Sitemap: http://testserver/sitemap.xml")


def test_manifest_has_icons_of_two_sizes(client):
    response = client.get("/site.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    assert [icon["sizes"] for icon in response.json()["icons"]] == ["any", "192x192", "512x512"]


def test_favicon_is_found_where_browsers_look(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert response["Location"] == "/static/img/favicon.ico"
