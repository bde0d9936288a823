"""Publication in real time: two web servers, no worker, and no one who does anything."""

import http.client
import time

import pytest

from letter_site.local import run
from tests.journeys.site import wait_until
from tests.journeys.smtp_sink import free_port

SLUG = "in-real-time"
AHEAD = 10  # seconds, in which every page is asked for and cached
PATHS = [f"/{SLUG}/", f"/{SLUG}/signatories/", f"/{SLUG}/feed.xml", f"/{SLUG}/embed/"]
PATHS += [f"/api/v1/statements/{SLUG}", "/statements/", "/sitemap.xml"]
TITLE = b"Only after the moment"


@pytest.fixture
def servers(site):
    """The ports of two web servers, each with two processes of its own."""
    port = free_port()
    second = site._program("web-2", f"{run.WEB} {port}")
    second.start()
    try:
        wait_until(lambda: status(port, "/healthz/live") == 200, within=60)
        yield [site.port, port]
    finally:
        second.ask_to_stop()
        second.stop(within=5)


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def status(port, path):
    try:
        return ask(port, path)[0]
    except OSError:
        return None


def is_shown(port, path):
    code, content = ask(port, path)
    assert code in (200, 302, 404)
    return code == 200 and (TITLE in content or SLUG.encode() in content)


def test_all_servers_publish_at_the_moment_without_a_worker(site, servers):
    site.seed("statement", SLUG)
    site.sql(
        "UPDATE signatures_textversion SET title = %s WHERE statement_id = (SELECT id FROM"
        " signatures_statement WHERE slug = %s)",
        TITLE.decode(),
        SLUG,
    )
    at = time.time() + AHEAD
    site.sql(
        "UPDATE signatures_statement SET searchable = true, publishes_at = to_timestamp(%s)"
        " WHERE slug = %s",
        at,
        SLUG,
    )
    time.sleep(4)  # nothing but the clock ends what is cached from now on

    early, late = [], []
    while time.time() < at + 3:
        for port in servers:
            for path in PATHS:
                began = time.time()
                shown = is_shown(port, path)
                if shown and time.time() < at:
                    early.append((port, path))
                if not shown and began > at + 1:
                    late.append((port, path, began - at))

    assert (early, late) == ([], [])
    assert [status(port, f"/{SLUG}/launch-list/") for port in servers] == [200, 200]
    lists = "SELECT count(*) FROM signatures_launchlist JOIN signatures_statement AS statement"
    assert site.value(f"{lists} ON statement.id = statement_id WHERE slug = %s", SLUG) == 1
