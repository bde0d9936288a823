"""Validation of links to people's work: http or https, a host, a path and a query."""

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

from signatures.text.addresses import NotAnAddressError, ascii_domain
from signatures.text.characters import is_hidden
from signatures.text.websites import NotAWebsiteError

MOST_IN_A_LINK = 300
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
KEPT = "/~@:+,;=!$&'()*%?"


def clean_link(typed: str) -> str:
    """Return ``typed`` as an http or https address in ASCII, without fragment.

    ``"www.example.org/film?id=7"`` becomes ``"https://www.example.org/film?id=7"``. Other
    schemes, user names and ports are not accepted. Raises NotAWebsiteError.
    """
    text = unicodedata.normalize("NFC", typed[: MOST_IN_A_LINK * 2]).strip()
    if any(is_hidden(char) or char.isspace() or char == "\\" for char in text):
        raise NotAWebsiteError("control_character")
    try:
        parts = urlsplit(text if SCHEME.match(text) else f"https://{text}")
        if parts.port is not None or "@" in parts.netloc or not parts.hostname:
            raise NotAWebsiteError("host")
        host = ascii_domain(parts.hostname.rstrip("."))
    except (ValueError, NotAnAddressError) as error:
        if isinstance(error, NotAWebsiteError):
            raise
        raise NotAWebsiteError("host") from error
    if parts.scheme not in ("http", "https"):
        raise NotAWebsiteError("scheme")
    link = urlunsplit((parts.scheme, host, quote(parts.path, KEPT), quote(parts.query, KEPT), ""))
    if len(link) > MOST_IN_A_LINK:
        raise NotAWebsiteError("too_long")
    return link
