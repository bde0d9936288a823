"""Links of a page with ``rel=me`` to the page of one signature."""

import re
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.conf import settings

from signatures import tokens
from signatures.models import Signature


def links_back(html: str, *, at: str, to: Signature) -> bool:
    """Tell whether the page ``html`` at the address ``at`` has a link with rel=me ``to`` its page.

    ``<a>`` and ``<link>`` count. The statement's part of the address may be a former one.
    """
    site = re.escape(settings.SITE_URL)
    reference = re.escape(tokens.reference(to.public_id))
    wanted = re.compile(rf"{site}/[-\w]+/signatories/{reference}/?(#.*)?")
    page = _Links()
    with suppress(AssertionError):  # the parser refuses declarations that HTML does not have
        page.feed(html)
    return any(wanted.fullmatch(_joined(at, href)) for href in page.found)


def _joined(at: str, href: str) -> str:
    try:
        return urljoin(at, href.strip())
    except ValueError:  # brackets that are no IPv6 address
        return ""


class _Links(HTMLParser):
    """Collects what ``<a rel=me>`` and ``<link rel=me>`` lead to; comments and scripts do not."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}  # the first one counts
        if tag in ("a", "link") and "me" in given.get("rel", "").lower().split():
            self.found.append(given.get("href", ""))
