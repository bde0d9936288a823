"""Sign-ins with a guild that are under way in a browser: their secrets, kept in its session."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.urls import reverse

from signatures import tokens
from signatures.actions.guilds.sign_in.openid import Attempt

UNDER_WAY = "guild_sign_ins"  # session key: what is kept, for each guild and state
MOST_UNDER_WAY = 5
LASTS = 10 * 60  # seconds


@dataclass(frozen=True)
class Kept:
    """One sign-in under way: a signatory's, with the own link, or a test from the page ``test``."""

    attempt: Attempt
    began: float
    link: str | None
    test: str

    @property
    def is_late(self) -> bool:
        return time.time() > self.began + LASTS


def callback_address(slug: str) -> str:
    """Return the address a guild's server sends people back to. The guild has to know it."""
    return settings.SITE_URL + reverse("openid_connect_callback", args=[slug])


def begin(request: HttpRequest, slug: str, *, link: str = "", test: str = "") -> Attempt:
    """Begin a sign-in with the guild ``slug`` in this browser, and forget the oldest of many."""
    attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
    kept = list(request.session.get(UNDER_WAY, {}).items())[1 - MOST_UNDER_WAY :]
    entry = {
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "began": time.time(),
        "link": tokens.seal(link, purpose="own link") if link else "",
        "test": test,
    }
    request.session[UNDER_WAY] = {**dict(kept), f"{slug} {attempt.state}": entry}
    return attempt


def take(request: HttpRequest, slug: str, state: str) -> Kept | None:
    """Return what was kept: only once, and only in the browser and for the guild it began with."""
    kept = request.session.get(UNDER_WAY, {})
    entry: dict[str, Any] | None = kept.pop(f"{slug} {state}", None)
    if entry is None:
        return None
    request.session[UNDER_WAY] = kept
    link = tokens.unseal(entry["link"], purpose="own link") if entry["link"] else None
    attempt = Attempt(state, entry["nonce"], entry["verifier"])
    return Kept(attempt, entry["began"], link, entry["test"])


def forget_session(request: HttpRequest) -> None:
    """End the session, unless it is an organizer's or another sign-in is in progress in it."""
    if request.session.get(UNDER_WAY):
        return
    request.session.pop(UNDER_WAY, None)
    if SESSION_KEY not in request.session:
        request.session.flush()
