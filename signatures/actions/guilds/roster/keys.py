"""The two keys of a guild's roster. Neither is in the database.

ROSTER_KEY is the site's. From it comes the key each guild makes its fingerprints with, which
its officers may download as often as they like; and what the site keeps of a fingerprint.
Whoever has a guild's key cannot try numbers on a dump without ROSTER_KEY, nor the reverse.
"""

import hmac

from django.conf import settings

from signatures.models import Guild, RosterRules
from signatures.text import fingerprints
from signatures.text.fingerprints import Key, Rules


def are_there() -> bool:
    return bool(settings.ROSTER_KEY)


def rules_of(guild: Guild) -> Rules:
    found = RosterRules.objects.filter(guild=guild).first()
    return found.rules if found else Rules()


def of_guild(guild: Guild) -> Key:
    """Return the key by which ``guild`` makes its fingerprints; another slug is another key."""
    secret = _derived(f"guild|{guild.pk}|{guild.slug}")
    return Key(guild.slug, secret, rules_of(guild))


def name_of(key: Key) -> str:
    """Return what a version of a roster notes: the key, and how numbers were folded."""
    rules = f"{sorted(key.rules.prefixes)} {key.rules.check_letter}".encode()
    return hmac.digest(key.secret, rules, "sha256").hex()[:32]


def kept(fingerprint: bytes) -> bytes:
    """Return what the database holds of ``fingerprint``."""
    return hmac.digest(_derived("kept"), fingerprint, "sha256")


def keeper() -> bytes:
    """Return the key of ``kept``, for whoever has half a million of them to make."""
    return _derived("kept")


def member(key: Key, number: str) -> bytes:
    return kept(fingerprints.fingerprint(key, number))


def _derived(purpose: str) -> bytes:
    return hmac.digest(settings.ROSTER_KEY.encode(), f"v1|{purpose}".encode(), "sha256")
