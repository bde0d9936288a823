"""What the site asks a guild's sign-in server: over https, at public addresses, within limits.

An owner types the server's address, and the server names further ones. None of them may lead
to what only this machine or its network can reach.
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

TIMEOUT = 5  # seconds until it answers, and between two pieces of the answer
WITHIN = 8  # seconds for a whole answer
MOST = 256 * 1024  # bytes of an answer
AT_ONCE = 2  # of one process, so that a server that stands still does not stop the site
WAIT_FOR_A_TURN = 1  # second

NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
PLAIN = re.compile("[!-~]+")  # what others cut or escape, each in its own way
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

_turns = BoundedSemaphore(AT_ONCE)


class NotPublicError(OSError):
    """The name leads to an address that not everybody can reach."""


class _Connection(HTTPSConnection):
    """Looks the address up once, checks it, and connects to that one."""

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
            self._dns_host = name  # by which the certificate is checked


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": _Pool}


class _Session(requests.Session):
    """Follows no redirect, waits for nobody long, reads no more than a server has to say."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _Adapter())
        for origin in settings.PROVIDERS_NEARBY:
            self.mount(f"{origin}/", HTTPAdapter())

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        options |= {"timeout": TIMEOUT, "allow_redirects": False, "stream": True}
        answer = super().request(method, url, **options)
        answer._content = _read(answer)
        answer._content_consumed = True
        return answer


def session() -> requests.Session:
    """Return a session for sign-in servers; what is wrong with one is a RequestException."""
    return _Session()


def is_allowed(url: str) -> bool:
    """Tell whether ``url`` is of a kind that may be asked; where it leads is seen later."""
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
    """Return an address of ``name``; raises NotPublicError if any of them is not public."""
    found = socket.getaddrinfo(name.rstrip("."), port, type=socket.SOCK_STREAM)
    addresses = [each[4][0] for each in found]
    if not all(_is_public(each) for each in addresses):
        raise NotPublicError("not a public address")
    return addresses[0]


def discover(issuer: str) -> dict[str, Any]:
    """Return what a sign-in server says of itself.

    Raises ProviderAwayError, its words for organizers, when it does not answer or its answer
    is none.
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
    """Lets few at once ask sign-in servers, and nobody one that has just not answered.

    Raises ProviderAwayError, on entering or for what does not answer inside.
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
    # What carries an IPv4 address inside could carry one that is not public.
    tunnelled = address.sixtofour or address.teredo
    return address in GLOBAL_UNICAST and address.is_global and not tunnelled
