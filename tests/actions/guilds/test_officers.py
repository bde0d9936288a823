import pytest

from signatures.actions.guilds import officers
from signatures.errors import OtherGuildError
from signatures.models import Decision, Officer, User
from tests.factories import make_guild, make_organizer

pytestmark = pytest.mark.django_db


def test_officer_is_added_once_and_logged():
    guild, owner = make_guild(slug="tin"), make_organizer()

    for _ in range(2):
        officer = officers.add(guild, email="Olga@Example.org", by=owner)

    assert (officer.user.email, officer.user.role, officer.guild) == ("olga@example.org", "", guild)
    assert not officer.user.has_usable_password()
    [line] = Decision.objects.all()
    assert (line.about, line.person, line.to_state) == ("role", officer.user, "officer of tin")


def test_nobody_acts_for_two_guilds():
    owner = make_organizer()
    officers.add(make_guild(), email="olga@example.org", by=owner)

    with pytest.raises(OtherGuildError):
        officers.add(make_guild(), email="olga@example.org", by=owner)


def test_removed_officer_keeps_a_role_at_the_desk():
    owner = make_organizer()
    editor = make_organizer("editor", email="ed@example.org")
    officer = officers.add(make_guild(), email="ed@example.org", by=owner)
    stale = Officer.objects.get(pk=officer.pk)

    assert officers.remove(officer, by=owner)
    assert not officers.remove(stale, by=owner)

    assert not Officer.objects.exists()
    assert User.objects.get(pk=editor.pk).role == "editor"
    assert Decision.objects.count() == 2
