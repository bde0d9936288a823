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

FIRST, SLOW = 1, 2  # Roster.scheme


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
    return Key(guild.slug, secret, rules_of(guild), settings.ROSTER_HASH_COST)


def name_of(key: Key, scheme: int = SLOW) -> str:
    """Return the id of a key, its rules for numbers and its hashes, as stored with a version."""
    rules = f"{sorted(key.rules.prefixes)} {key.rules.check_letter}"
    named = rules if scheme == FIRST else f"v2 {key.cost} {rules}"
    return hmac.digest(key.secret, named.encode(), "sha256").hex()[:32]


def stored_hash(fingerprint: bytes) -> bytes:
    """Return the hash of ``fingerprint`` that the database stores."""
    return hmac.digest(_derived("kept"), fingerprint, "sha256")


def stored_hash_key() -> bytes:
    """Return the key of ``stored_hash``, for callers that hash half a million fingerprints."""
    return _derived("kept")


def member_of_first(key: Key, number: str) -> bytes:
    """Return the hash of a member's number that a roster of the first scheme stores."""
    return stored_hash(fingerprints.first_hash(key, number))


def _derived(purpose: str) -> bytes:
    return hmac.digest(settings.ROSTER_KEY.encode(), f"v1|{purpose}".encode(), "sha256")
