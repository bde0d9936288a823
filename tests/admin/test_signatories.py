import pytest
from django.urls import reverse

from signatures.models import Guild
from tests.factories import make_guild_member, make_organizer, make_text, sign_in

pytestmark = pytest.mark.django_db


def test_guild_that_has_vouched_for_somebody_cannot_be_deleted(client):
    organizer = sign_in(client, make_organizer("superuser"))
    quill, empty = (Guild.objects.create(slug=name, name=name) for name in ("quill", "empty"))
    make_guild_member(make_text(), quill)
    pages = [reverse("admin:signatures_guild_delete", args=[each.pk]) for each in (quill, empty)]

    assert [organizer.get(page).status_code for page in pages] == [403, 200]
