"""Who is warned about a guild."""

import pytest

from signatures.actions.guilds import warnings
from signatures.actions.mail import delivery
from tests.factories import make_guild, make_officer, make_organizer, sent

pytestmark = pytest.mark.django_db


def test_owners_and_officers_are_those_who_can_act():
    guild = make_guild(slug="tin")
    olga = make_officer(guild).user
    make_officer(guild, is_active=False)
    make_officer(make_guild(slug="zinc"))
    owner = make_organizer()
    make_organizer("moderator")
    make_organizer(is_active=False)

    assert list(warnings.officers(guild)) == [olga]
    assert list(warnings.owners()) == [owner]


def test_warning_has_its_own_subject_and_a_link(settings):
    owner = make_organizer(email="owner@letter.example")
    words = {"subject": "Look", "text": "It is odd.", "advice": "Ask the guild."}

    warnings.tell([owner], **words, path="/desk/guilds/")
    delivery.deliver_due()

    [mail] = sent()
    assert mail.subject.endswith("Look")
    assert "It is odd." in mail.body
    assert f"{settings.SITE_URL}/desk/guilds/" in mail.body
