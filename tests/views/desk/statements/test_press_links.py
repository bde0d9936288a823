import re

import pytest

from signatures.actions.statements import press_links
from signatures.models import PressLink
from tests.factories import (
    make_embargoed,
    make_organizer,
    make_press_link,
    make_private,
    sign_in,
)

pytestmark = pytest.mark.django_db
PAGE = "/desk/ask/press-links/"


@pytest.fixture
def olga(client):
    return sign_in(client, make_organizer("editor"))


def words(page):
    return " ".join(re.sub("<[^>]+>", " ", page.content.decode()).split())


def test_link_is_made_and_shown_with_its_visits(olga, settings):
    make_embargoed(slug="ask")

    olga.post(PAGE, {"name": "Quill Reporter", "expires_at": "2 September 2090, 14:05"})
    made = PressLink.objects.get()
    press_links.count_visit(made)

    page = olga.get(PAGE)
    assert f"{settings.SITE_URL}/ask/press/?press={press_links.secret(made)}" in words(page)
    assert "Quill Reporter 2 September 2090, 14:05 UTC 1 " in words(page)


@pytest.mark.parametrize("ends", ["", "yesterday", "1 January 2020, 10:00"])
def test_time_that_is_over_or_cannot_be_read_is_refused(olga, ends):
    make_embargoed(slug="ask")

    page = olga.post(PAGE, {"name": "Quill Reporter", "expires_at": ends})

    assert page.status_code == 422
    assert 'value="Quill Reporter"' in page.content.decode()
    assert not PressLink.objects.exists()


def test_revoked_link_is_shown_as_such(olga):
    link, secret = make_press_link(make_embargoed(slug="ask"))

    olga.post(f"{PAGE}{link.public_id}/revoke/")

    page = words(olga.get(PAGE))
    assert "Quill Reporter revoked" in page
    assert secret not in page


def test_page_says_when_links_show_nothing_yet(olga):
    make_private(slug="ask")

    assert "these links show nothing yet" in words(olga.get(PAGE))
