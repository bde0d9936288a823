"""Settings of outgoing e-mail: an SMTP server, a provider's API, or the test inbox."""

import os
from collections.abc import Mapping
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern

# The providers of django-anymail that need no package besides it.
PROVIDERS: tuple[str, ...] = (
    "brevo",
    "mailersend",
    "mailgun",
    "mailjet",
    "mailtrap",
    "mandrill",
    "postal",
)
PROVIDERS += ("postmark", "resend", "sendgrid", "sparkpost", "unisender_go")
PREFIX = "ANYMAIL_"
SHORTEST_SECRET = 24
TIMEOUT = 10  # seconds for an answer of the provider


def settings(
    provider: str, url: str, *, debug: bool, environment: Mapping[str, str] = os.environ
) -> dict[str, Any]:
    """Return the settings for e-mail through ``provider``, or the SMTP server at ``url``.

    Raises ImproperlyConfigured for an unknown provider, and for one without a secret for its
    webhooks: without it, anyone could report that an address bounces.
    """
    if provider:
        return _of_provider(provider, environment)
    if url:
        return _of_server(url)
    return {"EMAIL_BACKEND": "letter_site.mail.mailbox.EmailBackend"} if debug else {}


def _of_server(url: str) -> dict[str, Any]:
    made = dict(environ.Env.email_url_config(url))
    if made["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        made["EMAIL_BACKEND"] = "letter_site.mail.smtp.EmailBackend"
    return made


def _of_provider(provider: str, environment: Mapping[str, str]) -> dict[str, Any]:
    if provider not in PROVIDERS:
        names = ", ".join(PROVIDERS)
        raise ImproperlyConfigured(f"EMAIL_PROVIDER is {provider!r}; it can be {names}.")
    own = {
        name.removeprefix(PREFIX): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    secret = own.get("WEBHOOK_SECRET", "")
    if ":" not in secret or len(secret) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"Set ANYMAIL_WEBHOOK_SECRET to name:password, {SHORTEST_SECRET} characters or more;"
            ' see letter_site/deploy/README.md, "E-mail through a provider".'
        )
    kept = {
        # The provider must not change links: tokens would pass through its servers.
        "SEND_DEFAULTS": {"track_clicks": False, "track_opens": False},
        "IGNORE_UNSUPPORTED_FEATURES": True,
        "REQUESTS_TIMEOUT": TIMEOUT,
    }
    backend = f"anymail.backends.{provider}.EmailBackend"
    return {"EMAIL_BACKEND": backend, "ANYMAIL": {**own, **kept}}


def webhooks(provider: str) -> list[URLPattern]:
    """Return the addresses to which ``provider`` reports; none without a provider."""
    if not provider:
        return []
    from anymail.urls import urlpatterns  # type: ignore[import-untyped]  # noqa: PLC0415 - reads settings; no types

    paths = [(str(each.pattern), each) for each in urlpatterns]
    ours = [each for route, each in paths if route.startswith(f"{provider}/")]
    return [each for each in ours if "inbound" not in str(each.pattern)]
