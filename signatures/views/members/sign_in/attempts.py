"""Sign-ins elsewhere that are under way in a browser: their secrets, in its session.

``slug`` is that of a guild, or ORCID for a sign-in there.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import decorator_from_middleware

from signatures import tokens
from signatures.actions.guilds.sign_in.openid import Attempt
from signatures.actions.record_keeping import rate_limits
from signatures.errors import FloodError
from signatures.models import Statement
from signatures.views import sources

UNDER_WAY = "guild_sign_ins"  # session key: the pending sign-ins, by guild and state
MOST_UNDER_WAY = 5
LASTS = 10 * 60  # seconds
ORCID = "orcid.org"  # no guild's slug has a dot

View = Callable[..., HttpResponse]
# The stub knows one kind of view only.
with_session: Callable[[View], View] = decorator_from_middleware(SessionMiddleware)  # type: ignore[assignment]  # above


@dataclass(frozen=True)
class PendingSignIn:
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
    """Begin a sign-in at ``slug`` in this browser, and forget the oldest of many."""
    attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
    pending = list(request.session.get(UNDER_WAY, {}).items())[1 - MOST_UNDER_WAY :]
    entry = {
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "began": time.time(),
        "link": tokens.seal(link, purpose="own link") if link else "",
        "test": test,
    }
    request.session[UNDER_WAY] = {**dict(pending), f"{slug} {attempt.state}": entry}
    return attempt


def pop(request: HttpRequest, slug: str, state: str) -> PendingSignIn | None:
    """Return a pending sign-in once, in the browser and for the place it began with, else None."""
    pending = request.session.get(UNDER_WAY, {})
    entry: dict[str, Any] | None = pending.pop(f"{slug} {state}", None)
    if entry is None:
        return None
    request.session[UNDER_WAY] = pending
    link = tokens.unseal(entry["link"], purpose="own link") if entry["link"] else None
    attempt = Attempt(state, entry["nonce"], entry["verifier"])
    return PendingSignIn(attempt, entry["began"], link, entry["test"])


def end_session(request: HttpRequest) -> None:
    """End the session, unless it is an organizer's or another sign-in is in progress in it."""
    if request.session.get(UNDER_WAY):
        return
    request.session.pop(UNDER_WAY, None)
    if SESSION_KEY not in request.session:
        request.session.flush()


def over_limit(request: HttpRequest, statement: Statement) -> FloodError | None:
    """Count a sign-in; return an error if one source begins too many."""
    source = sources.source_of(request, statement)
    if source.shared:
        return None
    hits = rate_limits.count(f"guild sign-in {source.limited}", settings.SIGN_IN_LIMITS)
    over = rate_limits.exceeded(hits, settings.SIGN_IN_LIMITS)
    return FloodError(over) if over else None
