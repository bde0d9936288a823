"""Network source of a request, as far as it can be trusted."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from signatures.actions.signing.sign import Source
from signatures.models import Statement

NOWHERE = ipaddress.ip_address("0.0.0.0")  # noqa: S104 - a server on a unix socket has no peer

# Copies of pages that Google translates, at www-example-org.translate.goog.
TRANSLATED = ".translate.goog"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def source_of(
    request: HttpRequest, statement: Statement | None = None, *, quick: bool = False
) -> Source:
    """Return where a form came from. ``statement`` may name networks that many people share."""
    address = address_of(request)
    is_4 = address.version == 4
    shared = [*settings.SHARED_NETWORKS, *(statement.shared_networks if statement else [])]
    return Source(
        limited=_network(address, 32 if is_4 else 64),
        network=_network(address, 24 if is_4 else 48),
        quick=quick,
        shared=any(address in ipaddress.ip_network(each) for each in shared),
    )


def address_of(request: HttpRequest) -> Address:
    """Return the visitor's address: the server's peer, or what our own proxies recorded.

    Our proxies write only the last TRUSTED_PROXIES entries of ``X-Forwarded-For``. A visitor
    can write any others.
    """
    typed = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(forwarded) >= proxies:
        typed = forwarded[-proxies].strip()
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        return NOWHERE
    return getattr(address, "ipv4_mapped", None) or address


def is_translated_copy(request: HttpRequest) -> bool:
    """Return whether a translating browser's copy of a page posted this form."""
    host = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", "")).hostname
    return bool(host) and str(host).endswith(TRANSLATED)


def is_another_site(request: HttpRequest) -> bool:
    """Return whether a page of another site posted this form.

    The form carries no authority of the visitor, so there is no token to steal. This check
    only keeps other sites from making their visitors' browsers sign.
    """
    came_from = request.headers.get("Sec-Fetch-Site")
    if came_from is not None:
        return came_from not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    return origin is not None and origin not in own


def _network(address: Address, bits: int) -> str:
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
