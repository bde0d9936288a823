"""The statement in a frame of somebody else's page, under that page's own strict policy."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.factories import make_text
from tests.journeys.visitor import DESKTOP, PHONE

LONGEST = ("We ask that nobody’s likeness be used without being asked. " * 7)[:400]
PAGE = '<!doctype html><html lang="en"><title>Elsewhere</title><h1>News</h1>{}</html>'


def seed():
    make_text(slug="framed", title="Ask first, and ask everybody", text=LONGEST)


@pytest.fixture(scope="module", autouse=True)
def _framed(site):
    site.call(__name__, "seed")


class Elsewhere(BaseHTTPRequestHandler):
    """A site of somebody else's; ``lines`` stand in its page and ``policy`` in its header."""

    lines = policy = ""

    def do_GET(self):  # noqa: N802
        body = PAGE.format(self.lines).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def elsewhere():
    class Own(Elsewhere):
        pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Own) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Own.address = f"http://127.0.0.1:{server.server_port}/"
        yield Own
        server.shutdown()


@pytest.fixture
def reader(browser):
    """A page of somebody who reads elsewhere; what its console says is in ``said``."""
    context = browser.new_context(viewport={"width": 352, "height": 700})
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    yield page
    context.close()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_embedded_page_is_in_order(visitor, screen):
    somebody = visitor(screen=screen)

    somebody.open("/framed/embed/")
    somebody.look("Ask first, and ask everybody")


def test_lines_to_copy_work_under_a_strict_policy(visitor, site, elsewhere, reader):
    organizer = visitor()
    organizer.open("/framed/embed/code/")
    elsewhere.lines = organizer.page.locator(".snippet").inner_text()
    own = site.env["SITE_URL"]
    elsewhere.policy = f"default-src 'none'; frame-src {own}; style-src-attr 'unsafe-inline'"

    reader.goto(elsewhere.address)

    frame = reader.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Ask first, and ask everybody"
    words = frame.locator(".embed__words")
    assert words.inner_text() == LONGEST.strip()
    reader.frames[1].wait_for_load_state()  # the page does not wait for a lazy frame
    assert "Source Serif" in words.evaluate("element => getComputedStyle(element).fontFamily")
    root = frame.locator("html")
    assert root.evaluate("root => root.scrollHeight - root.clientHeight") <= 0
    assert root.evaluate("root => root.scrollWidth - root.clientWidth") <= 0
    frame.get_by_role("link", name="Read and sign").press("Enter")
    reader.wait_for_url(f"{own}/framed/#sign")
    assert reader.said == []


def test_no_other_page_may_be_framed(site, elsewhere, reader):
    own = site.env["SITE_URL"]
    elsewhere.lines = f'<iframe src="{own}/framed/" title="Framed"></iframe>'
    elsewhere.policy = f"default-src 'none'; frame-src {own}"

    reader.goto(elsewhere.address)

    reader.frames[1].wait_for_url("chrome-error://chromewebdata/")
    assert len(reader.said) == 1
    assert "frame-ancestors 'none'" in reader.said[0]
