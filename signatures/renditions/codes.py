"""The CSV file of codes that a guild sends to its members. No copy of it is kept."""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from signatures import tokens

LINES = 5_000  # yielded at once


def write_csv(made: bytes, *, statement: str) -> Iterator[bytes]:
    """Yield the codes of the batch ``made`` as CSV (RFC 4180): number, code, link.

    The links lead to the sign form of ``statement`` (a slug) with the code filled in. Without
    a statement they are empty.
    """
    yield b"number,code,link\r\n"
    address = settings.SITE_URL + reverse("sign", args=[statement]) if statement else ""
    numbered = enumerate(map(tokens.in_groups, tokens.guild_codes(made)), start=1)
    while chunk := list(islice(numbered, LINES)):
        lines = (f"{number},{code},{_link(address, code)}\r\n" for number, code in chunk)
        yield "".join(lines).encode()


def _link(address: str, code: str) -> str:
    return f"{address}?{urlencode({'guild_code': code})}" if address else ""
