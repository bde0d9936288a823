"""Validation of websites that people give as their own: https, a host, an optional path."""

import re
import unicodedata
from urllib.parse import SplitResult, quote, unquote, urlsplit

from signatures.text.addresses import NotAnAddressError, ascii_domain, read_domain
from signatures.text.characters import is_hidden

MOST_IN_A_WEBSITE = 200
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
WWW = "www."


class NotAWebsiteError(ValueError):
    """The text is not a website this site may link to. ``code`` says why.

    empty, too_long, control_character, not_https, host.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_website(typed: str) -> str:
    """Return ``typed`` as an https address in ASCII, without query and fragment.

    ``" Bücher.example/Über "`` becomes ``"https://xn--bcher-kva.example/%C3%9Cber"``. User
    names, ports and other schemes are not accepted. Raises NotAWebsiteError.
    """
    if len(typed.strip()) > MOST_IN_A_WEBSITE:
        raise NotAWebsiteError("too_long")
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        raise NotAWebsiteError("empty")
    if any(is_hidden(char) or char.isspace() or char == "\\" for char in text):
        raise NotAWebsiteError("control_character")
    parts = _parts(text if SCHEME.match(text) else f"https://{text}")
    path = quote(unquote(parts.path.rstrip("/"), errors="replace"), safe="/~@:+,;=!$&'()*")
    website = f"https://{_ascii_host(parts)}{path}"
    if len(website) > MOST_IN_A_WEBSITE:
        raise NotAWebsiteError("too_long")
    return website


def host(website: str) -> str:
    """Return the host of a website for display, with Unicode letters and without ``www.``."""
    return read_domain(_bare_host(website))


def is_at(email: str, website: str) -> bool:
    """Return whether an address is at a website's domain, or one is a subdomain of the other.

    Pass both as the cleaning functions return them. This is a hint, not a proof: on a shared
    host, anyone with a page can have an address as well.
    """
    site, domain = _bare_host(website), email.rpartition("@")[2]
    return bool(site) and (
        site == domain or site.endswith(f".{domain}") or domain.endswith(f".{site}")
    )


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        if parts.port is not None:
            raise NotAWebsiteError("host")
    except ValueError as error:
        raise NotAWebsiteError("host") from error
    if parts.scheme != "https":
        raise NotAWebsiteError("not_https")
    return parts


def _ascii_host(parts: SplitResult) -> str:
    if "@" in parts.netloc or not parts.hostname:
        raise NotAWebsiteError("host")
    try:
        return ascii_domain(parts.hostname.rstrip("."))
    except NotAnAddressError as error:
        raise NotAWebsiteError("host") from error


def _bare_host(website: str) -> str:
    return (urlsplit(website).hostname or "").removeprefix(WWW)
