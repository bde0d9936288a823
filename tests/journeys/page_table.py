"""A table of the site's pages: ``python -m tests.journeys.page_table [SIGNATURES]``.

It prints each page's status, bytes, database queries and milliseconds over HTTP on this
machine: cold (median of 20, with an empty page cache) and cached (median of 200).
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

import redis
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.journeys.site import Site

SLUG = "SELECT slug FROM signatures_statement WHERE {} ORDER BY id LIMIT 1"


def main(signatures="3000"):
    # Not in our own folder: if root runs this, PostgreSQL runs as another user and must enter.
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        Path(folder).chmod(0o755)
        site = Site(Path(folder) / "var", programs=["web"])
        try:
            site.start()
            site.manage("load_demonstration", "--signatures", signatures)
            show(site, pages(site))
        finally:
            site.stop()


def pages(site):
    """Return the path of each page by its name."""
    front = site.value(SLUG.format("front_page"))
    letter = site.value(SLUG.format("NOT front_page AND publishes_at <= now()"))
    site.sign(front, "table@example.org")
    site.manage("deliver_mail")
    confirm = site.sink.wait_for("table@example.org").path
    listed = f"/api/v1/statements/{letter}/signatories"
    after = json.loads(site.get(listed).text)["next"]
    after = after and after.split("=", 1)[1]
    return {
        "front page, a sentence": "/",
        "a long letter": f"/{letter}/",
        "signatories": f"/{letter}/signatories/",
        **({"signatories, second page": f"/{letter}/signatories/?after={after}"} if after else {}),
        "form alone": f"/{front}/sign/",
        "check your e-mail": f"/{front}/sign/sent/",
        "confirm": confirm,
        "code": "/code/",
        "ask for a link": "/manage/",
        "broken link": f"/manage/{'x' * 43}/",
        "not found": "/nobody-wrote-this/",
        "JSON: statement": f"/api/v1/statements/{letter}",
        "JSON: count": f"/api/v1/statements/{letter}/count",
        "JSON: signatories": listed,
    }


def show(site, pages):
    queries = site.call("tests.journeys.page_table", "count_queries", list(pages.values()))
    print(f"{'page':28}{'status':>8}{'bytes':>8}{'queries':>9}{'cold ms':>9}{'cached ms':>11}")
    with redis.Redis.from_url(site.servers.redis_url) as valkey:
        for (name, path), number in zip(pages.items(), queries, strict=True):
            cold = [timed(site, path, valkey) for _ in range(20)]
            cached = [timed(site, path) for _ in range(200)]
            answer = site.get(path)
            size = len(answer.text.encode())
            print(f"{name:28}{answer.status:8}{size:8}{number:9}{median(cold)}{median(cached, 11)}")


def timed(site, path, valkey=None):
    if valkey:
        valkey.flushall()
    return site.get(path).seconds


def median(seconds, width=9):
    return f"{statistics.median(seconds) * 1000:{width}.1f}"


def count_queries(paths):
    """Return how many queries each page takes with an empty cache."""
    client = Client(headers={"host": "localhost"})
    numbers = []
    for path in paths:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        numbers.append(len(queries))
    return numbers


if __name__ == "__main__":
    main(*sys.argv[1:])
