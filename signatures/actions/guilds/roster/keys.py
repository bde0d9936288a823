"""The two keys of a guild's roster. Neither is in the database.

ROSTER_KEY belongs to the site. From it the site derives each guild's key, and the key for the
hashes of fingerprints that it stores. A guild makes its fingerprints with its own key, which its
officers may download repeatedly.
A guild's key is not enough to try numbers on a dump of the database: that takes ROSTER_KEY.
"""

import hmac

from django.conf import settings

from signatures.models import Guild, RosterRules
from signatures.text import fingerprints
from signatures.text.fingerprints import Key, Rules


def are_there() -> bool:
    """Tell whether ROSTER_KEY is set. Without it no roster can be used."""
    return bool(settings.ROSTER_KEY)


def rules_of(guild: Guild) -> Rules:
    """Return the rules for member numbers of ``guild``."""
    found = RosterRules.objects.filter(guild=guild).first()
    return found.rules if found else Rules()


def of_guild(guild: Guild) -> Key:
    """Return the key with which ``guild`` makes its fingerprints. It changes with the slug."""
    secret = _derived(f"guild|{guild.pk}|{guild.slug}")
    return Key(guild.slug, secret, rules_of(guild))


def name_of(key: Key) -> str:
    """Return the id of a key and its rules for numbers, as stored with a roster version."""
    rules = f"{sorted(key.rules.prefixes)} {key.rules.check_letter}".encode()
    return hmac.digest(key.secret, rules, "sha256").hex()[:32]


def kept(fingerprint: bytes) -> bytes:
    """Return the hash of ``fingerprint`` that the database stores."""
    return hmac.digest(_derived("kept"), fingerprint, "sha256")


def keeper() -> bytes:
    """Return the key of ``kept``, for callers that hash half a million fingerprints."""
    return _derived("kept")


def member(key: Key, number: str) -> bytes:
    """Return the hash of a member's number that the database stores."""
    return kept(fingerprints.fingerprint(key, number))


def _derived(purpose: str) -> bytes:
    return hmac.digest(settings.ROSTER_KEY.encode(), f"v1|{purpose}".encode(), "sha256")
