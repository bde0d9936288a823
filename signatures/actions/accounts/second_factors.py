"""Encryption of the secrets of second factors in the database."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret

from signatures import tokens

PURPOSE = "second factor"
SECRETS = ("secret", "seed")  # of an authenticator app, and of recovery codes
# A secret in clear is base 32 or hexadecimal and cannot begin like this.
SEALED_BEGINS = "gAAAA"


def seal(secret: str) -> str:
    """Encrypt a secret under the newest SECRET_KEY."""
    return tokens.seal(secret, purpose=PURPOSE)


def unseal(stored: str) -> str:
    """Return a stored secret in clear, whether or not it is encrypted.

    If no key opens it, return a new secret that no one knows, so that no code is right.
    """
    if not stored.startswith(SEALED_BEGINS):
        return stored
    return tokens.unseal(stored, purpose=PURPOSE) or generate_totp_secret()


def seal_all() -> int:
    """Encrypt secrets in clear or under an older key with the newest key, and return how many.

    May be repeated, and run while people sign in. Secrets that no key opens stay as they are.
    """
    return sum(_seal(each) for each in Authenticator.objects.filter(data__has_any_keys=SECRETS))


def _seal(factor: Authenticator) -> bool:
    renewed = {
        name: _renewed(factor.data[name])
        for name in SECRETS
        if isinstance(factor.data.get(name), str)
    }
    data = {**factor.data, **renewed}
    unchanged = Authenticator.objects.filter(pk=factor.pk, data=factor.data)
    return data != factor.data and bool(unchanged.update(data=data))


def _renewed(stored: str) -> str:
    if not stored.startswith(SEALED_BEGINS):
        return seal(stored)
    return tokens.reseal(stored, purpose=PURPOSE)
