import pytest
from django.core.management import CommandError, call_command

from signatures.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _passwords_are_hashed_quickly(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def create(**options):
    call_command("create_organizer", **options)


def test_organizer_may_do_everything(capsys):
    create(email="Office@Example.org", password=PASSWORD)

    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == ("office@example.org", True, True)
    assert user.role == "owner"
    assert user.check_password(PASSWORD)
    assert capsys.readouterr().out == "Office@Example.org can sign in now.\n"


@pytest.mark.parametrize("role", ["editor", "moderator", "viewer"])
def test_organizer_of_another_role_stays_out_of_the_administration(role):
    create(email="office@example.org", password=PASSWORD, role=role)

    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser) == (role, False, False)


def test_organizer_is_asked_for_what_is_missing(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: " office@example.org ")
    monkeypatch.setattr("getpass.getpass", lambda prompt: PASSWORD)

    create()

    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.table(
    ("email", "password", "said"),
    [
        ("office", PASSWORD, "Enter an e-mail address, like name@example.org"),
        ("office@example.org", "short", "This password is too short."),
        ("office@example.org", "password1234", "This password is too common."),
        ("office@example.org", "735281946205", "This password is entirely numeric."),
        ("maryexample@example.org", "maryexample", "too similar to the e-mail address"),
    ],
)
def test_weak_beginnings_are_refused(email, password, said):
    with pytest.raises(CommandError, match=said):
        create(email=email, password=password)

    assert not User.objects.exists()


def test_same_organizer_is_made_once():
    create(email="office@example.org", password=PASSWORD)

    with pytest.raises(CommandError, match="There is already an account with OFFICE@example.org"):
        create(email="OFFICE@example.org", password=PASSWORD)


def test_if_none_makes_the_first_and_no_second():
    create(email="office@example.org", password=PASSWORD, if_none=True)
    create(email="other@example.org", password=PASSWORD, if_none=True)

    assert list(User.objects.values_list("email", flat=True)) == ["office@example.org"]


def test_password_that_is_typed_differently_the_second_time_makes_no_account(monkeypatch):
    typed = iter([PASSWORD, PASSWORD[:-1]])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))

    with pytest.raises(CommandError, match="The two passwords are not the same"):
        call_command("create_organizer", "--email", "ada@example.org")

    assert not User.objects.exists()
