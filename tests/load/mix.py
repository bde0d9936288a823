"""The mix of readers' requests, and requests as browsers write them."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote

from tests.bench.stage import SLUG

LIST = f"/{SLUG}/signatories/"
COUNT = f"/api/v1/statements/{SLUG}/count"
PAGE, PICTURE, STYLE, DATA = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8",
    "text/css,*/*;q=0.1",
    "application/json",
)


@dataclass(frozen=True)
class Asked:
    kind: str
    share: int  # of 100 requests by readers
    accept: str
    again: float  # share of requests by browsers that have a copy and ask whether it has changed


READING = [
    Asked("statement", 45, PAGE, 0.1),
    Asked("list", 20, PAGE, 0.1),
    Asked("second page", 5, PAGE, 0.0),
    Asked("search", 5, PAGE, 0.0),
    Asked("card.png", 10, PICTURE, 0.2),
    Asked("CSS", 15, STYLE, 0.1),
]
POLLED = Asked("count", 0, DATA, 0.9)  # a page asks every 10 s, so most browsers have a copy

WORDS = ["anna", "maria", "jonas", "li", "chen", "garcia", "müller", "novak", "ahmed", "sato"]
WORDS += ["mar", "jo", "san", "ander", "illustrator", "composer", "actor", "nobody", "zzqx"]
BROWSERS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
]
LANGUAGES = ["en-GB,en;q=0.8", "de,en-US;q=0.7,en;q=0.3", "sv-SE,sv;q=0.9,en;q=0.6", "fr,en;q=0.5"]


class Browsers:
    """Requests of browsers; each comes from another person with their own network address."""

    def __init__(self, random):
        self.random = random
        self.people = [
            f"Host: 127.0.0.1\r\nUser-Agent: {browser}\r\nAccept-Language: {language}\r\n"
            "Accept-Encoding: gzip, deflate, br, zstd\r\nConnection: keep-alive\r\n"
            for browser in BROWSERS
            for language in LANGUAGES
        ]

    def get(self, path, accept=PAGE, known="", address=None):
        return (
            f"GET {path} HTTP/1.1\r\n{self.random.choice(self.people)}Accept: {accept}\r\n"
            f"X-Forwarded-For: {address or self.address()}\r\n{known}\r\n"
        ).encode()

    def post(self, path, body, address):
        return (
            f"POST {path} HTTP/1.1\r\n{self.random.choice(self.people)}Accept: {PAGE}\r\n"
            f"X-Forwarded-For: {address}\r\nSec-Fetch-Site: same-origin\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def address(self):
        number = self.random.getrandbits(22)
        return f"100.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"


class Shelf:
    """The paths of each kind of request, found on the pages themselves."""

    def __init__(self, statement_page, list_page, random):
        self.random = random
        styles = re.findall(r'href="(/static/[^"]+\.css)"', statement_page)
        following = re.search(r'rel="next" href="([^"]+)"', list_page)
        self.paths = {
            "statement": [f"/{SLUG}/"],
            "list": [LIST],
            "second page": [unescape(following[1])],
            "search": [f"{LIST}?q={quote(word)}" for word in WORDS],
            "card.png": [f"/{SLUG}/card.png"],
            "CSS": styles,
            "count": [COUNT],
        }

    def path(self, kind):
        return self.random.choice(self.paths[kind])
