import re

import pytest

from signatures.actions.guilds.vouching import answers as vouching_answers
from signatures.models import Decision, Signature, VouchAnswer
from tests.factories import (
    make_guild,
    make_link,
    make_officer,
    make_organizer,
    make_vouch_request,
    sign_in,
)

pytestmark = pytest.mark.django_db


def test_owner_sees_how_often_officers_say_yes(client):
    guild = make_guild(slug="tin", methods=["guild_officer"])
    olga = make_officer(guild, email="olga@tin.example").user
    for answer in ("yes", "no", "yes"):
        request = make_vouch_request(guild)
        VouchAnswer.objects.create(request=request, officer=olga, guild=guild, answer=answer)
    make_vouch_request(guild, lacked_second=True, words="Private words")
    sign_in(client, make_organizer())

    page = client.get("/desk/guilds/tin/vouching/").content.decode()

    assert "olga@tin.example" in page
    figures = re.findall(r'<td[^>]* class="desk__number"[^>]*>(\d+)</td>', page)
    assert figures == ["2", "1", "0"]
    assert "<dt>Waiting</dt><dd>4</dd>" in page
    assert "but the guild has only one</dt><dd>1</dd>" in page
    assert "Ada Example" not in page
    assert "Private words" not in page


def test_owner_takes_an_officers_word_back(client, settings):
    settings.VOUCHING_SECOND_LOOKS = 0
    guild = make_guild(slug="tin", methods=["guild_officer"])
    olga, otto = make_officer(guild).user, make_officer(guild).user
    hers, his = make_vouch_request(guild), make_vouch_request(guild)
    vouching_answers.answer(hers.key, "yes", guild=guild, by=olga)
    vouching_answers.answer(his.key, "yes", guild=guild, by=otto)
    sign_in(client, make_organizer(), reauthenticated=True)
    path = "/desk/guilds/tin/vouching/take-back/"

    wrong = client.post(path, {"officer": make_organizer().pk, "since": "soon"})
    right = client.post(path, {"officer": olga.pk, "since": "2026-01-01 00:00"}, follow=True)

    assert wrong.status_code == 422
    assert "1 mark is being removed." in right.content.decode()
    states = dict(Signature.objects.values_list("pk", "state"))
    assert states == {hers.signature_id: "held", his.signature_id: "published"}
    line = Decision.objects.filter(about="guild").latest("pk")
    assert (line.person, line.to_state) == (olga, "fewer than 5 proofs taken back")
    own = make_link(hers.signature, "manage", expires_in=None)
    page = client.get(f"/manage/{own}/guild/?guild=tin").content.decode()
    assert "The guild has revoked this since." in page


def test_guild_without_answers(client):
    make_guild(slug="tin")
    sign_in(client, make_organizer())

    page = client.get("/desk/guilds/tin/vouching/").content.decode()

    assert "No officer has answered yet." in page
    assert "This method is switched off" in page
