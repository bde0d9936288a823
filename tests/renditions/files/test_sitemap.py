from xml.etree import ElementTree

import pytest

from signatures.models import Statement
from signatures.renditions.files import sitemap
from tests.factories import make_text

pytestmark = pytest.mark.django_db


def addresses():
    root = ElementTree.fromstring(sitemap.xml(Statement.objects.public().order_by("slug")))
    found = root.iterfind(".//{*}loc")
    return [each.text.removeprefix("http://testserver") for each in found]


def test_sitemap_has_public_statements_that_search_engines_may_list():
    make_text(slug="a", searchable=True, front_page=True)
    make_text(slug="b")
    make_text(slug="c", publishes_at=None, searchable=True)

    assert addresses() == [
        "/",
        "/a/signatories/",
        "/a/organizations/",
        "/a/checks/",
        "/a/press/",
    ]


def test_robots_leaves_the_pages_of_one_person_alone():
    lines = sitemap.robots().splitlines()

    assert "Disallow: /confirm/" in lines
    assert "Disallow: /manage/" in lines
    assert "Disallow: /" not in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
