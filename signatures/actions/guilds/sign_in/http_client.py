"""HTTP client for guilds' sign-in servers and for webhooks: https and public addresses only.

An owner types the server's address, and a sign-in server names more. None of them may lead to an
address that only this machine or its network can reach.
"""

import ipaddress
import re
import socket
import time
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from signatures.errors import ProviderAwayError

TIMEOUT = 5  # seconds until an answer begins, and between two pieces of it
WITHIN = 8  # seconds for a whole answer
MOST = 256 * 1024  # bytes of an answer

PLAIN = re.compile("[!-~]+")  # programs cut or escape other characters in different ways
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


class NotPublicError(OSError):
    """A host name that leads to an address outside the public internet."""


class _Connection(HTTPSConnection):
    """Connection that looks its address up once, checks it and connects to that address."""

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        try:
            self._dns_host = public_address(name, self.port)
            return super()._new_conn()
        except NotPublicError as error:
            raise requests.ConnectionError(str(error)) from error
        except OSError as error:
            raise requests.ConnectionError("no such name") from error
        finally:
            self._dns_host = name  # the certificate is checked against the name


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class _TrustingAdapter(HTTPAdapter):
    """Adapter that trusts the operator's own certificate authorities besides the public ones."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        if settings.PROVIDERS_CA_FILE:
            trusted = create_urllib3_context()
            trusted.load_verify_locations(settings.PROVIDERS_CA_FILE)
            options["ssl_context"] = trusted  # requests adds the public ones to it
        super().init_poolmanager(*arguments, **options)


class _Adapter(_TrustingAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": _Pool}


class _Session(requests.Session):
    """Session without redirects, with limits on the time and size of an answer."""

    def __init__(self, nearby: Iterable[str]) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _Adapter())
        for origin in nearby:
            self.mount(f"{origin}/", _TrustingAdapter())

    def request(  # type: ignore[override]  # only the site calls it, with options by name
        self, method: str | bytes, url: str | bytes, **options: Any
    ) -> requests.Response:
        options |= {"timeout": TIMEOUT, "allow_redirects": False, "stream": True}
        answer = super().request(method, url, **options)
        answer._content = _read(answer)
        answer._content_consumed = True  # type: ignore[attr-defined]  # the stub leaves it out
        return answer


def session(nearby: Iterable[str] | None = None) -> requests.Session:
    """Return a session for sign-in servers. Any failure raises a RequestException.

    ``nearby`` are origins in the operator's own network, instead of PROVIDERS_NEARBY.
    """
    return _Session(settings.PROVIDERS_NEARBY if nearby is None else nearby)


def is_allowed(url: str, nearby: Collection[str] | None = None) -> bool:
    """Tell whether the form of ``url`` is allowed. The connection checks its address later."""
    try:
        parts = urlsplit(url)
        origin, port = f"{parts.scheme}://{parts.netloc}", parts.port
    except ValueError:
        return False
    if origin in (settings.PROVIDERS_NEARBY if nearby is None else nearby):
        return True
    if not PLAIN.fullmatch(url):
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in origin and port != 0


def public_address(name: str, port: int) -> str:
    """Return an address of ``name``. Raises NotPublicError if any of them is not public."""
    found = socket.getaddrinfo(name.rstrip("."), port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not all(_is_public(each) for each in addresses):
        raise NotPublicError("not a public address")
    return addresses[0]


def get_json(url: str, **headers: str) -> dict[str, Any]:
    """Return the JSON object at ``url``. Raises RequestException and ProviderAwayError."""
    with session() as asking:
        answer = asking.get(url, headers=headers)
    answer.raise_for_status()
    if answer.status_code != requests.codes.ok:
        raise ProviderAwayError(f"nothing there ({answer.status_code})")
    found = answer.json()
    if not isinstance(found, dict):
        raise ProviderAwayError("the answer is not an object")
    return found


def _read(answer: requests.Response) -> bytes:
    end = time.monotonic() + WITHIN
    content = b""
    with answer:
        while piece := answer.raw.read1(8192, decode_content=True):
            content += piece
            if len(content) > MOST or time.monotonic() > end:
                raise requests.ConnectionError("too much, or too slow")
    return content


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if address.version == 4:
        return address.is_global and not address.is_multicast
    # 6to4 and Teredo addresses contain an IPv4 address that may not be public.
    tunnelled = address.sixtofour or address.teredo
    return address in GLOBAL_UNICAST and address.is_global and not tunnelled
