import pytest

from signatures.actions.guilds import officers
from signatures.actions.mail import delivery
from signatures.errors import OtherGuildError
from signatures.models import Decision, Officer, User
from tests.factories import make_guild, make_organizer, sent

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


def test_invitation_says_who_for_which_guild_and_how_to_check_it(settings):
    owner = make_organizer(email="owner@letter.example")
    guild = make_guild(slug="tin", name="Tin Guild")
    guild.mark_permitted_by = "Petra Stern, secretary"

    for _ in range(2):
        officers.add(guild, email="olga@tin.example", by=owner)
    delivery.deliver_due()

    [invitation] = [mail for mail in sent() if mail.subject.endswith("officer of Tin Guild")]
    words = " ".join(invitation.body.split())
    assert invitation.to == ["olga@tin.example"]
    assert "owner@letter.example has asked you to act for Tin Guild" in words
    assert "You do not see the names of everyone who signed." in words
    assert "At your guild, Petra Stern, secretary gave permission" in words
    assert "A second e-mail has a link to set your password." in words
    assert f"{settings.SITE_URL}/guilds/tin/" in words
    assert len(sent()) == 3  # and a link to set a password, each time


def test_invitation_of_someone_with_a_password_speaks_of_no_second_mail():
    editor = make_organizer("editor", email="ed@example.org")
    editor.set_password("correct horse battery")
    editor.save()
    officers.add(make_guild(), email="ed@example.org", by=make_organizer())
    delivery.deliver_due()

    [invitation] = sent()
    assert "second e-mail" not in " ".join(invitation.body.split())
