"""Secrets of second factors are encrypted, and follow SECRET_KEY."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from signatures import tokens
from signatures.actions.accounts import second_factors
from signatures.actions.privacy import retention
from tests.factories import SECRET, make_organizer, totp_code

pytestmark = pytest.mark.django_db


def app_of(user):
    return Authenticator.objects.get(user=user, type="totp")


@pytest.fixture
def olga():
    """Her factors are in clear, as they were before."""
    user = make_organizer("owner")
    Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    recovery = {"seed": "ab" * 40, "used_mask": 5}
    Authenticator.objects.create(user=user, type="recovery_codes", data=recovery)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key"})
    return user


def test_seal_all_changes_no_code(olga):
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    retention.erase_expired()

    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert "ab" * 40 not in stored
    assert app_of(olga).wrap().validate_code(totp_code())
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == recovery
    assert second_factors.seal_all() == 0


def test_seal_all_follows_a_new_key(olga, settings, capsys):
    second_factors.seal_all()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [settings.SECRET_KEY]
    assert app_of(olga).wrap().validate_code(totp_code())

    call_command("forget")

    assert "after: 2\n" in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    assert second_factors.unseal(app_of(olga).data["secret"]) == SECRET


def test_unseal_lets_no_code_pass_when_no_key_opens_the_secret(olga, settings):
    second_factors.seal_all()

    settings.SECRET_KEY = "another key"

    assert not app_of(olga).wrap().validate_code(totp_code())
    assert second_factors.seal_all() == 0


def test_seal_all_leaves_what_changed_meanwhile(olga, monkeypatch):
    def use_a_code(*arguments, **more):
        Authenticator.objects.filter(type="recovery_codes").update(data={"seed": "cd" * 40})
        return "gAAAA"

    monkeypatch.setattr(tokens, "seal", use_a_code)

    second_factors.seal_all()

    assert Authenticator.objects.get(type="recovery_codes").data == {"seed": "cd" * 40}
