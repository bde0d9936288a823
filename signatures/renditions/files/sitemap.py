"""Sitemap and robots.txt: the pages for search engines, and the pages they should skip."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse

from signatures.models import Statement

# Pages for one person or for people who sign in. This list protects nothing: each page checks
# access itself.
CLOSED = (
    "accounts",
    "admin",
    "asked",
    "code",
    "confirm",
    "desk",
    "endorsements",
    "guilds",
    "manage",
    "unsubscribe",
)
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def xml(statements: Iterable[Statement]) -> str:
    """Return a sitemap of those ``statements`` that search engines may list."""
    paths = [path for each in statements if each.searchable for path in _paths(each)]
    urls = "".join(f"<url><loc>{escape(settings.SITE_URL + path)}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<urlset xmlns="{NAMESPACE}">\n{urls}</urlset>\n'


def robots() -> str:
    closed = "".join(f"Disallow: /{folder}/\n" for folder in CLOSED)
    return f"User-agent: *\n{closed}\nSitemap: {settings.SITE_URL}{reverse('sitemap')}\n"


def _paths(statement: Statement) -> list[str]:
    names = ["signatories", "organizations", "checks", "press"]
    return [
        statement.get_absolute_url(),
        *(reverse(name, args=[statement.slug]) for name in names),
    ]
