"""Attacks on the cache and on the connections of the shipped nginx, before the site itself."""

import re
import socket
import ssl
import threading
from contextlib import ExitStack
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections

from tests.attack.conftest import LONG
from tests.factories import make_link, make_signature, make_text
from tests.nginx import NAME, Nginx

pytestmark = pytest.mark.django_db

SECRET = "Ottilie Feder"
SLOW = 200 if LONG else 40  # as many as nginx lets one address have
EVIL = "evil.example"
# Not in the key of the cache: none may change what it keeps.
UNKEYED = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Scheme": "http",
    "X-Forwarded-Port": "1337",
    "X-Forwarded-Prefix": f"/{EVIL}",
    "X-Forwarded-For": EVIL,
    "X-Original-URL": f"/{EVIL}",
    "X-Rewrite-URL": f"/{EVIL}",
    "X-Original-Host": EVIL,
    "X-Host": EVIL,
    "X-HTTP-Host-Override": EVIL,
    "X-HTTP-Method-Override": "POST",
    "X-Real-IP": EVIL,
    "X-Request-Start": "1",
    "Forwarded": f"host={EVIL};proto=http",
    "True-Client-IP": EVIL,
    "CF-Connecting-IP": EVIL,
    "Via": EVIL,
    "Origin": f"https://{EVIL}",
    "Referer": f"https://{EVIL}/",
    "User-Agent": EVIL,
    "Accept": "application/json",
    "Accept-Language": "ar",
    "Accept-Charset": "utf-16",
    "Cookie": f"session={EVIL}; language=ar",
    "Authorization": f"Basic {EVIL}",
    "HX-Request": "true",
    "X-Requested-With": "XMLHttpRequest",
    "Purpose": "prefetch",
    "Transfer-Encoding-X": EVIL,
    "Range": "bytes=0-10",
    "If-None-Match": "*",
}
# Endings by which a cache is made to think that the page of one person is a file.
ENDINGS = ["a.css", "a.js", ";a.css", "%2fa.css", "%00a.css", "%3fa.css", "%23a.css", "..%2fa.css"]
ENDINGS += ["a.png", "favicon.ico", "?a.css", "?invitation=x", "../static/a.css", "%0aa.css"]


class Quiet(WSGIRequestHandler):
    def log_message(self, *about):
        pass


@pytest.fixture
def site(db, settings, tmp_path):
    """The site with nginx in front; one request at a time, in the transaction of the test."""
    settings.ALLOWED_HOSTS = [NAME]
    settings.TRUSTED_PROXIES = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    server = WSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    own = connections["default"]
    own.inc_thread_sharing()
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)

    def serve():
        connections["default"] = own
        server.serve_forever()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        with Nginx(tmp_path / "nginx", f"127.0.0.1:{server.server_port}") as nginx:
            yield nginx
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        own.dec_thread_sharing()
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)


@pytest.fixture
def text():
    text = make_text(slug="ask")
    make_signature(text, name="Ada Example")
    return text


def same(page):
    """Return ``page`` without the time at which its form was made."""
    return re.sub(r'name="stamp"[^>]*', "", page)


def test_no_header_that_is_not_in_the_key_changes_what_the_cache_keeps(site, text, figures):
    tried = 0
    for path in ("/ask/", "/ask/signatories/", "/api/v1/statements/ask", "/statements/"):
        clean = site.ask("GET", path)
        for name, value in UNKEYED.items():
            # Each time an address of its own, so that the request meets an empty cache.
            tried += 1
            own = f"{path}?cb={tried}"
            site.ask("GET", own, **{name: value})
            status, headers, kept = site.ask("GET", own)
            assert (status, same(kept)) == (clean[0], same(clean[2])), (path, name)
            assert EVIL not in str(headers), (path, name)

    figures("cache poisoning", requests=2 * tried, headers=len(UNKEYED))


def test_page_of_one_person_is_kept_by_no_cache_whatever_its_address_ends_in(site, text, figures):
    signature = make_signature(text, name=SECRET)
    tried = 0
    for purpose in ("manage", "confirm"):
        link = make_link(signature, purpose=purpose)
        for between in ("/", ""):
            for ending in ENDINGS:
                path = f"/{purpose}/{link}{between}{ending}"
                answers = [site.ask("GET", path) for _ in range(2)]
                tried += 2
                for status, headers, page in answers:
                    shown = SECRET in page
                    assert status != 200 or ending.startswith("?"), path
                    assert not shown or "no-store" in headers["Cache-Control"], path
                    assert headers.get("X-Cache") is None

    cached = (site.scratch / "cache").rglob("*")
    kept = [each for each in cached if each.is_file() and SECRET.encode() in each.read_bytes()]
    figures("cache deception", requests=tried)
    assert kept == []


def test_parameters_that_no_page_knows_poison_nothing(site, text):
    clean = site.ask("GET", "/ask/signatories/")[2]

    for number in range(5):
        odd = f"/ask/signatories/?utm_source={EVIL}{number}&page=9&format=json&callback={EVIL}"
        assert site.ask("GET", odd)[2] == clean


def test_clients_that_send_a_byte_now_and_then_keep_no_one_from_the_site(site, text, figures):
    context = ssl._create_unverified_context()
    start = f"POST /ask/sign/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 9000\r\n"
    with ExitStack() as open_ones:
        for number in range(SLOW):
            plain = socket.create_connection(("127.0.0.1", site.port), timeout=20)
            slow = open_ones.enter_context(context.wrap_socket(plain, server_hostname=NAME))
            # Half of them stop within the headers, the others within the form.
            slow.send(f"{start}X: y".encode() if number % 2 else f"{start}\r\nname=A".encode())

        answers = [site.ask("GET", path)[0] for path in ("/ask/", "/healthz/ready", "/code/")]

    figures("slow bodies", connections=SLOW)
    assert answers == [200, 200, 200]


HUGE = [
    ({"Cookie": "x" * 100_000}, {400, 431, 494}),
    ({f"X-{n}": "x" * 500 for n in range(150)}, {200, 400, 431}),
    ({"Range": "bytes=" + ",".join(f"{n}-" for n in range(3_000))}, {200, 400, 416}),
    ({"Accept-Language": ",".join(["en"] * 2_000)}, {200, 400}),
]


def test_huge_headers_get_an_answer(site, text):
    for headers, statuses in HUGE:
        assert site.ask("GET", "/ask/", **headers)[0] in statuses


# Each line is one request, written with escapes; HOST stands for the name of the site.
RAW = (Path(__file__).parent / "corpora/requests.txt").read_text().splitlines()
REFUSED = (b"HTTP/1.1 501", b"HTTP/1.1 505")


def send(site, request):
    """Send ``request`` as it is, and return the answer's first bytes."""
    raw = request.encode().decode("unicode_escape").encode("latin-1")
    raw = raw.replace(b"HOST", NAME.encode())
    raw = raw.replace(b"HTTP/1.1\r\n", b"HTTP/1.1\r\nConnection: close\r\n", 1)
    context = ssl._create_unverified_context()
    plain = socket.create_connection(("127.0.0.1", site.port), timeout=20)
    with context.wrap_socket(plain, server_hostname=NAME) as client:
        client.sendall(raw)
        return client.recv(65_536)


def test_malformed_requests_are_refused_and_the_next_reader_sees_the_page(site, text, figures):
    for request in RAW:
        answer = send(site, request)

        assert not answer.startswith(b"HTTP/1.1 5") or answer.startswith(REFUSED), request
        assert not re.search(rb"root:|proxy_pass|X-Secret", answer), request
        status, _, page = site.ask("GET", "/ask/")
        assert (status, EVIL in page, "Ask first" in page) == (200, False, True), request

    figures("malformed requests", requests=len(RAW))
