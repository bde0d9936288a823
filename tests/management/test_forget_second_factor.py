import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.test import Client

from signatures.models import Decision
from tests.factories import make_organizer, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera():
    return make_organizer("viewer", email="vera@example.org")


def forget(*options):
    call_command("forget_second_factor", "--email=Vera@example.org", *options)


def test_factors_and_sessions_are_gone_and_nobody_elses(vera, capsys):
    hers, without_factor, olgas = Client(), Client(), Client()
    sign_in(hers, vera)
    without_factor.force_login(vera)
    sign_in(olgas, make_organizer("owner"))
    Authenticator.objects.create(user=vera, type="recovery_codes", data={})
    assert hers.get("/desk/").status_code == olgas.get("/desk/").status_code == 200

    forget()

    assert not Authenticator.objects.filter(user=vera).exists()
    assert not UserSession.objects.filter(user=vera).exists()
    for each in (hers, without_factor):
        assert each.get("/desk/")["Location"] == "/accounts/login/?next=/desk/"
    assert olgas.get("/desk/").status_code == 200
    assert "vera@example.org is signed out everywhere" in capsys.readouterr().out


def test_next_sign_in_leads_to_setting_up(vera, client):
    sign_in(client, vera)

    forget()

    client.force_login(vera)
    assert client.get("/desk/")["Location"] == "/accounts/2fa/"


def test_log_tells_who_let_them(vera, client):
    sign_in(client, vera)
    olga = make_organizer("owner", email="olga@example.org")

    forget("--by=olga@example.org", "--reason=seen on a call")

    [line] = Decision.objects.all()
    assert (line.about, line.person, line.subject) == ("role", vera, "second factor")
    assert (line.from_state, line.to_state) == ("totp", "")
    assert (line.by, line.reason) == (olga, "seen on a call")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "vera@example.org has no second factor."),
        (["--email=nobody@example.org"], "There is no account with nobody@example.org."),
        (["--by=nobody@example.org"], "There is no account with nobody@example.org."),
    ],
)
def test_mistakes_change_nothing(vera, options, said):
    with pytest.raises(CommandError, match=said):
        forget(*options)

    assert not Decision.objects.exists()
