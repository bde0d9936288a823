"""The test run for officers: it works as for members, and leaves nothing but a line in the log."""

import pytest
from django.apps import apps

from signatures.actions.guilds import rehearsal
from signatures.models import Decision
from tests.factories import make_codes, make_guild, make_officer

pytestmark = pytest.mark.django_db


def rows():
    return {model.__name__: model.objects.count() for model in apps.get_models()}


def test_three_invented_members_are_confirmed_and_wrong_ones_refused(settings):
    settings.VOUCHING_SECOND_LOOKS = 0
    guild = make_guild(slug="tin", methods=["guild_code", "guild_officer"])

    found = rehearsal.run(guild, by=make_officer(guild).user)

    assert found == [("guild_code", 3, 2, 2), ("guild_officer", 2, 1, 1)]


def test_second_look_counts_as_confirmed(settings):
    settings.VOUCHING_SECOND_LOOKS = 100
    guild = make_guild(slug="tin", methods=["guild_officer"])
    make_officer(guild)

    assert rehearsal.run(guild, by=make_officer(guild).user) == [("guild_officer", 2, 1, 1)]


def test_nothing_of_it_is_left_but_a_line_in_the_log(
    mailoutbox, django_capture_on_commit_callbacks
):
    guild = make_guild(slug="tin", methods=["guild_code", "guild_officer"], members=10)
    officer = make_officer(guild).user
    make_codes(guild, 10)
    before = rows()

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        rehearsal.run(guild, by=officer)

    after = rows()
    assert after.pop("Decision") == before.pop("Decision") + 1
    assert after == before
    assert callbacks == []
    guild.refresh_from_db()
    assert guild.members == 10
    line = Decision.objects.latest("pk")
    assert (line.subject, line.to_state, line.by) == ("tin", "test run, nothing kept", officer)


def test_way_that_is_off_is_not_tried():
    guild = make_guild(slug="tin", methods=["guild_domain"])

    assert rehearsal.run(guild, by=make_officer(guild).user) == []
