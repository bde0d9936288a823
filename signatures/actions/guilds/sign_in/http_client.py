"""HTTP client for guilds' sign-in servers: https only, public addresses only, within limits.

An owner types the server's address, and the server names more. None of them may lead to an
address that only this machine or its network can reach.
"""

import ipaddress
import re
import socket
import time
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.cache import cache
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from signatures import tokens
from signatures.errors import ProviderAwayError

TIMEOUT = 5  # seconds until an answer begins, and between two pieces of it
WITHIN = 8  # seconds for a whole answer
MOST = 256 * 1024  # bytes of an answer
AT_ONCE = 2  # requests of one process, so that a server that hangs does not block the site
WAIT_FOR_A_TURN = 1  # second

NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
PLAIN = re.compile("[!-~]+")  # programs cut or escape other characters in different ways
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

_turns = BoundedSemaphore(AT_ONCE)


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


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": _Pool}


class _Session(requests.Session):
    """Session without redirects, with limits on the time and size of an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _Adapter())
        for origin in settings.PROVIDERS_NEARBY:
            self.mount(f"{origin}/", HTTPAdapter())

    def request(  # type: ignore[override]  # only the site calls it, with options by name
        self, method: str | bytes, url: str | bytes, **options: Any
    ) -> requests.Response:
        options |= {"timeout": TIMEOUT, "allow_redirects": False, "stream": True}
        answer = super().request(method, url, **options)
        answer._content = _read(answer)
        answer._content_consumed = True  # type: ignore[attr-defined]  # the stub leaves it out
        return answer


def session() -> requests.Session:
    """Return a session for sign-in servers. Any failure raises a RequestException."""
    return _Session()


def is_allowed(url: str) -> bool:
    """Tell whether the form of ``url`` is allowed. The connection checks its address later."""
    try:
        parts = urlsplit(url)
        origin, port = f"{parts.scheme}://{parts.netloc}", parts.port
    except ValueError:
        return False
    if origin in settings.PROVIDERS_NEARBY:
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


def discover(issuer: str) -> dict[str, Any]:
    """Return the OpenID configuration of a sign-in server.

    Raises ProviderAwayError, with a text for organizers, when there is no valid answer.
    """
    try:
        with session() as asking:
            answer = asking.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            answer.raise_for_status()
            said = answer.json()
    except requests.RequestException as error:
        raise ProviderAwayError(f"no answer ({type(error).__name__})") from error
    if answer.status_code != requests.codes.ok or not isinstance(said, dict):
        raise ProviderAwayError(f"no description there ({answer.status_code})")
    if said.get("issuer") != issuer:
        raise ProviderAwayError(f"it calls itself {str(said.get('issuer'))[:200]}")
    for name in NEEDED:
        if not isinstance(said.get(name), str) or not is_allowed(said[name]):
            raise ProviderAwayError(f"{name} is missing, or not an https address")
    if "S256" not in said.get("code_challenge_methods_supported", ["S256"]):
        raise ProviderAwayError("it does not take PKCE with S256")
    return said


class Turn:
    """Limit on simultaneous requests to sign-in servers, and a pause after one does not answer.

    Raises ProviderAwayError on entering, or when the server does not answer inside.
    """

    def __init__(self, issuer: str) -> None:
        self.mark = f"away-{tokens.link_hash(issuer).hex()}"

    def __enter__(self) -> None:
        if cache.get(self.mark) or not _turns.acquire(timeout=WAIT_FOR_A_TURN):
            raise ProviderAwayError("not now")

    def __exit__(self, kind: type | None, error: BaseException | None, *_trace: object) -> None:
        _turns.release()
        if isinstance(error, requests.RequestException | ProviderAwayError):
            cache.set(self.mark, True, settings.PROVIDER_REST.total_seconds())
        if isinstance(error, requests.RequestException):
            raise ProviderAwayError(f"no answer ({type(error).__name__})") from error


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
