"""How often one membership counts, and what happens where a guild has more than its members."""

import pytest
from django.core.cache import caches

from signatures import tasks
from signatures.actions.guilds import memberships
from signatures.actions.mail import delivery
from signatures.models import Attestation, Decision, Guild
from tests.factories import (
    make_guild,
    make_guild_member,
    make_organizer,
    make_signature,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin", name="Tin Guild", members=5)


def sign(text, guild, number):
    return [make_guild_member(text, guild) for _ in range(number)]


def test_ways_are_those_that_published_signatures_used(guild, text):
    sign(text, guild, 2)
    assert memberships.ways_used(guild) == {text.statement_id: 1}

    caches["pages"].clear()
    [other] = sign(text, guild, 1)
    Attestation.objects.filter(signature=other, guild=guild).update(method="guild_roster")
    held = make_signature(text, state="held")
    Attestation.objects.create(signature=held, guild=guild, method="guild_sso")

    assert memberships.ways_used(guild) == {text.statement_id: 2}


def test_as_many_signatures_as_members_are_no_excess(guild, text):
    sign(text, guild, 5)
    assert memberships.excesses([text.statement_id]) == []

    sign(text, guild, 1)
    assert memberships.excesses([text.statement_id]) == [(guild, text.statement_id, 6)]
    Guild.objects.update(members=None)
    assert memberships.excesses([text.statement_id]) == []


def test_owners_are_warned_once_and_the_log_has_a_line(guild, text):
    make_organizer(email="owner@letter.example")
    make_organizer("editor", email="editor@letter.example")
    sign(text, guild, 6)

    assert [memberships.warn(), memberships.warn()] == [1, 0]
    delivery.deliver_due()

    [mail] = sent()
    assert mail.to == ["owner@letter.example"]
    assert mail.subject.endswith("More signatures than members")
    assert "“ask” has more signatures of members of Tin Guild" in " ".join(mail.body.split())
    line = Decision.objects.get(to_state=memberships.NOTED)
    assert (line.subject, line.statement) == ("tin: 5 members declared", text.statement)


def test_excess_over_another_declared_number_is_told_again(guild, text):
    make_organizer()
    sign(text, guild, 8)
    memberships.warn()
    Guild.objects.update(members=7)

    assert memberships.warn() == 1


def test_scheduled_job_of_digests_warns(guild, text):
    sign(text, guild, 6)

    tasks.send_digests()

    assert Decision.objects.filter(to_state=memberships.NOTED).exists()


@pytest.mark.parametrize("path", ["/members/tin/", "/ask/checks/"])
def test_public_pages_say_that_there_are_more_signatures_than_members(client, guild, text, path):
    sign(text, guild, 5)
    assert "5 members" not in client.get(path).content.decode()

    caches["pages"].clear()
    sign(text, guild, 1)
    assert "5 members" in client.get(path).content.decode()


def test_public_pages_do_not_give_a_small_number_away(client, guild, text):
    Guild.objects.update(members=3)
    sign(text, guild, 4)

    assert "3 members" not in client.get("/members/tin/").content.decode()
    assert "3 members" not in client.get("/ask/checks/").content.decode()


def test_page_of_the_guild_says_how_often_one_member_may_count(client, guild, text):
    first, *_ = sign(text, guild, 5)
    assert "counted up to" not in client.get("/members/tin/").content.decode()

    caches["pages"].clear()
    Attestation.objects.filter(signature=first, guild=guild).update(method="guild_roster")
    page = client.get("/members/tin/").content.decode()
    assert "confirmed in 2 ways; one member may be counted up to 2 times" in page
