import pytest

from signatures.models import VouchAnswer
from tests.factories import (
    make_guild,
    make_officer,
    make_organizer,
    make_vouch_request,
    sign_in,
)

pytestmark = pytest.mark.django_db


def test_owner_sees_how_closely_officers_look(client):
    guild = make_guild(slug="tin", methods=["guild_officer"])
    olga = make_officer(guild, email="olga@tin.example").user
    for answer, planted in (("yes", True), ("no", True), ("yes", False)):
        request = make_vouch_request(guild)
        common = {"officer": olga, "guild": guild, "answer": answer, "planted": planted}
        VouchAnswer.objects.create(request=request, **common)
    make_vouch_request(guild, lacked_second=True, words="Private words")
    sign_in(client, make_organizer())

    page = client.get("/desk/guilds/tin/vouching/").content.decode()

    assert "olga@tin.example" in page
    assert "50 %, below the goal" in page
    assert "<dt>Waiting</dt><dd>4</dd>" in page
    assert "and there was none</dt><dd>1</dd>" in page
    assert "Ada Example" not in page
    assert "Private words" not in page


def test_guild_without_answers(client):
    make_guild(slug="tin")
    sign_in(client, make_organizer())

    page = client.get("/desk/guilds/tin/vouching/").content.decode()

    assert "No officer has answered yet." in page
    assert "It is switched off" in page
