"""Hostile requests to every address, invented by Hypothesis."""

from typing import NamedTuple
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.attack.world import addresses

FORM = "application/x-www-form-urlencoded"
VERBS = (
    ["POST"] * 8
    + ["GET"] * 4
    + ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"]
)
# Someone of each kind.
ASKING = ["nobody", "signer", "officer", "owner", "superuser"]
LONG_ONE = b"x" * 1_000_000
DEEP = b"[" * 20_000
ODD = [
    b"",
    b"\0",
    b"Ada\0",
    b"\xed\xa0\x80",  # half a surrogate pair
    b"\xff\xfe",
    b"\xc0\xaf",
    "\u202e\u2066evil".encode(),
    b"e" + "\u0301".encode() * 2_000,
    "ﷺ".encode() * 300,
    "٠١٢".encode(),
    b"-1",
    b"0",
    b"9" * 30,
    b"9" * 5_000,
    b"1e999",
    b"NaN",
    b"on",
    b"en",
    b"2026-13-45T99:99",
    b"99999-01-01",
    b"0001-01-01T00:00",
    b"9999-12-31T23:59:59 +14:00",
    b"31 February 2026 Berlin",
    b"00000000-0000-0000-0000-000000000000",
    b"a@b\xc3\xa9.example",
    b"a@[127.0.0.1]",
    b"=cmd|' /C calc'!A0",
    b"<script>alert(1)</script>",
    b"{{ 7*7 }}{% debug %}",
    b"%00%ff%s%n",
    b"' OR 1=1 --",
    b"../../../../etc/passwd",
    b"http://127.0.0.1:1/",
    b"javascript:alert(1)",
    b"//evil.example",
    b"\r\nBcc: evil@example.org",
    b"\\x",
    b"(((((((((((((((((((((((a",
    b"[" * 500,
    b'{"a":' * 500,
    LONG_ONE,
]
TYPES = [
    *[FORM] * 12,
    f"{FORM}; charset=utf-16",
    f"{FORM}; charset=utf-7",
    f"{FORM}; charset=no-such",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/xml",
    "\\",
    "",
]
# As names of WSGI; Host decides whether the site answers at all.
HEADERS = {
    "HTTP_HOST": ["testserver", "testserver:80", "evil.example", "a@testserver", "testserver\t"],
    "HTTP_COOKIE": ["session=x", "session=" + "x" * 60_000, "\xff=\xff; ;;=", "__Host-session="],
    "HTTP_X_FORWARDED_FOR": ["1.2.3.4", "x" * 10_000, "::1%eth0, ,", "999.1.1.1", "\0"],
    "REMOTE_ADDR": ["127.0.0.1", "::1", "::ffff:1.2.3.4", "fe80::1%eth0", ""],
    "HTTP_ACCEPT_LANGUAGE": ["ar", "x" * 5_000, "en;q=nan", ",;=,"],
    "HTTP_IF_NONE_MATCH": ["*", 'W/"x"', '"' + "x" * 5_000],
    "HTTP_IF_MODIFIED_SINCE": ["yesterday", "Thu, 01 Jan 0000 00:00:00 GMT"],
    "HTTP_RANGE": ["bytes=0-0", "bytes=-1", "bytes=9-1", "x"],
    "HTTP_ORIGIN": ["null", "https://evil.example", "\xff"],
    "HTTP_SEC_FETCH_SITE": ["cross-site", "same-origin", "none", "\xff"],
    "HTTP_REFERER": ["https://evil.example/", "x" * 10_000, "http://[", "\xff"],
    "HTTP_X_REQUEST_START": ["1", "nan", "x" * 500],
    "HTTP_AUTHORIZATION": ["Basic x", "Bearer " + "x" * 10_000],
    "HTTP_CONTENT_ENCODING": ["gzip", "x"],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
    "CONTENT_LENGTH": ["-1", "x", "0", "99999999999", "५"],
}

ALL = addresses()
odd = st.one_of(
    st.sampled_from(ODD),
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
)


class Hostile(NamedTuple):
    """How to change a good request. ``fields`` are numbers of fields of the form, and values."""

    role: str
    verb: str
    fields: list[tuple[int, bytes]]
    more: list[tuple[bytes, bytes]]  # fields the form does not have
    query: list[tuple[bytes, bytes]]
    headers: dict[str, str]
    content_type: str
    body: bytes | None  # in place of the form


headers = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in HEADERS.items()}
)
pairs = st.lists(st.tuples(odd, odd), max_size=2)
hostile = st.builds(
    Hostile,
    role=st.sampled_from(ASKING),
    verb=st.sampled_from(VERBS),
    fields=st.lists(st.tuples(st.integers(0, 30), odd), max_size=4),
    more=pairs,
    query=pairs,
    headers=st.one_of(st.just({}), st.just({}), headers),
    content_type=st.sampled_from(TYPES),
    body=st.one_of(st.none(), st.none(), st.none(), st.binary(max_size=200), st.just(DEEP)),
)


def encoded(pairs: list[tuple[bytes, bytes]]) -> bytes:
    return b"&".join(
        b"=".join(quote_from_bytes(part, safe="").encode() for part in pair) for pair in pairs
    )


def form_of(typed: dict[str, object], names: list[str], request: Hostile) -> bytes:
    """Return the body: the good form with some fields replaced, repeated or left out."""
    pairs = [(name.encode(), _one(value)) for name, value in typed.items()]
    fields = sorted({*typed, *names})
    for number, value in request.fields if fields else []:
        name = fields[number % len(fields)].encode()
        if number % 3:  # otherwise it is there twice
            pairs = [each for each in pairs if each[0] != name]
        pairs.append((name, value))
    return encoded(pairs + request.more)


def _one(value: object) -> bytes:
    last = value[-1] if isinstance(value, list) and value else value
    return str(last).encode("utf-8", "surrogatepass")
