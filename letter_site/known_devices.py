"""Browsers that someone has signed in with: a signed cookie below /accounts/ says so.

Wrong passwords that strangers send never keep the owner of an account out on such a device.
The cookie opens nothing by itself.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from signatures.actions.accounts.sign_in_limits import Attempt
from signatures.views.sources import source_of

PATH = "/accounts/"


def attempt(request: HttpRequest, email: str) -> Attempt:
    """Return whose account is tried, and from where."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        device = _signer(email).unsign(cookie, max_age=settings.DEVICE_KNOWN_FOR)
    except BadSignature:
        device = ""
    return Attempt(email=email.lower(), source=source_of(request).limited, device=device)


def remember(response: HttpResponse, email: str) -> None:
    """Mark the browser as one that someone has signed in to this account with."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        _signer(email).sign(secrets.token_urlsafe(16)),
        max_age=settings.DEVICE_KNOWN_FOR,
        path=PATH,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _signer(email: str) -> TimestampSigner:
    """A cookie of one account is none of another's."""
    return TimestampSigner(salt=f"letter_site.known_device {email.lower()}")
