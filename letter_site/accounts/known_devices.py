"""Known devices: browsers marked by a signed cookie after someone signed in.

Strangers' wrong passwords never lock the owner of an account out on a known device. The cookie
alone gives no access.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from signatures.actions.accounts.sign_in_limits import Attempt
from signatures.views.sources import source_of

PATH = "/accounts/"


def attempt(request: HttpRequest, email: str) -> Attempt:
    """Return the attempt to sign in as ``email``: the account, and the source or known device."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        device = _signer(email).unsign(cookie, max_age=settings.DEVICE_KNOWN_FOR)
    except BadSignature:
        device = ""
    return Attempt(email=email.lower(), source=source_of(request).limited, device=device)


def remember(response: HttpResponse, email: str) -> None:
    """Mark the browser as a known device of this account."""
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
    """Return a signer for one account, so that its cookie is not valid for another."""
    return TimestampSigner(salt=f"letter_site.known_device {email.lower()}")
