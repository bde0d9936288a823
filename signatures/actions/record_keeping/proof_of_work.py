"""Proof of work by ALTCHA: a calculation that costs a browser a second and a program as much.

Nobody is asked for it unless very many forms come from one source or for one statement. A
challenge is good for one statement and one person, until it expires.
"""

import secrets
from datetime import datetime
from typing import Any

import altcha
from django.conf import settings
from django.utils import timezone

from signatures import tokens
from signatures.actions.record_keeping import rate_limits
from signatures.models import Statement

ALGORITHM = "PBKDF2/SHA-256"  # every browser has it, and does it aside from the page
LONGEST = 4000  # characters of a solution; a real one has fewer than 1,000


def challenge(statement: Statement) -> dict[str, Any]:
    """Return a new challenge for the script on the page. Nothing is stored until it is solved."""
    half = settings.WORK_STEPS // 2
    made = altcha.create_challenge(
        ALGORITHM,
        settings.WORK_COST,
        counter=half + secrets.randbelow(half),
        expires_at=timezone.now() + settings.WORK_WITHIN,
        data={"statement": statement.pk},
        hmac_secret=_secret(),
    )
    return made.to_dict()


def redeem(solution: str, *, statement: Statement, by: str) -> bool:
    """Use up a solution; return False if it is wrong, expired, used, or of another statement.

    ``by`` is the address of the form. The same form may be sent twice with one solution, because
    people click twice; another address may not.
    """
    payload = _read(solution)
    if payload is None or not altcha.verify_solution(payload, _secret()).verified:
        return False
    asked = payload.challenge.parameters
    if asked.data != {"statement": statement.pk} or asked.expires_at is None:
        return False
    until = datetime.fromtimestamp(asked.expires_at, timezone.get_default_timezone())
    used = f"solution {asked.nonce}"
    by_all, by_them = rate_limits.note([used, f"{used} by {by}"], until)
    return by_all == by_them


def _read(solution: str) -> altcha.Payload | None:
    if len(solution) > LONGEST:
        return None
    try:
        return altcha.Payload.from_base64(solution)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _secret() -> bytes:
    return tokens.fingerprint("altcha", purpose="proof of work")
