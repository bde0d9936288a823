"""The nginx configuration that ships, in a real nginx with TLS, before a site that only echoes."""

import re
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from letter_site.log_masking import SECRET_PATHS
from tests.journeys.site import wait_until
from tests.nginx import CONF, NGINX, Nginx
from tests.views.test_compression import DOES_NOT, TAKES


class Echo(BaseHTTPRequestHandler):
    """Says of every page that it is public, and counts them; /gone/ breaks off."""

    protocol_version = "HTTP/1.1"
    seen: list[str] = []
    request_ids: dict[str, str] = {}
    codings: dict[str, list[str | None]] = {}

    def do_GET(self):  # noqa: N802
        self.seen.append(self.path)
        self.request_ids[self.path] = self.headers["X-Request-Id"]
        self.codings.setdefault(self.path, []).append(self.headers["Accept-Encoding"])
        if self.path == "/gone/":
            self.close_connection = True
            return
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=5")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815

    def log_message(self, *about):
        pass


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        with Nginx(tmp_path_factory.mktemp("nginx"), f"127.0.0.1:{upstream.server_port}") as nginx:
            yield nginx
        upstream.shutdown()


def test_nginx_finds_nothing_wrong_with_it(nginx):
    done = subprocess.run([*nginx.command, "-t"], capture_output=True, text=True)

    said = (nginx.scratch / "stderr.log").read_text() + done.stderr
    assert (done.returncode, "[warn]" in said) == (0, False), said


def test_cache_lies_where_nginx_keeps_its_own_files():
    built = subprocess.run([NGINX, "-V"], capture_output=True, text=True).stderr
    [own] = re.findall(r"--http-proxy-temp-path=(\S+)", built)
    [cache] = re.findall(r"^proxy_cache_path (\S+)", CONF, re.MULTILINE)

    assert Path(cache).parent == Path(own).parent


def test_log_holds_no_secret_of_an_address(nginx):
    secrets = [f"s{number}-{'x' * 40}" for number in range(len(SECRET_PATHS))]
    for path, secret in zip(SECRET_PATHS, secrets, strict=True):
        nginx.ask("GET", f"/{path}/{secret}/disown/")
    nginx.ask("GET", "/a/signatories/?q=Ada")
    nginx.ask("GET", "/ada@example.org/")

    log = nginx.scratch / "letter.log"
    wait_until(lambda: "(address)" in log.read_text())
    logs = log.read_text() + (nginx.scratch / "letter-error.log").read_text()
    assert [each for each in [*secrets, "Ada", "ada@", "127.0.0.1"] if each in logs] == []
    assert "/accounts/password/reset/key/(token)/" in logs
    assert "/a/signatories/" in logs


def test_request_has_the_id_that_is_in_the_log(nginx):
    nginx.ask("POST", "/a/request-with-an-id/", **{"X-Request-Id": "f" * 32})

    log = nginx.scratch / "letter.log"
    wait_until(lambda: "request-with-an-id" in log.read_text())
    [line] = [each for each in log.read_text().splitlines() if "request-with-an-id" in each]
    given = Echo.request_ids["/a/request-with-an-id/"]
    assert re.fullmatch("[0-9a-f]{32}", given)
    assert given != "f" * 32  # a visitor cannot choose it
    assert line.endswith(f" {given}")


def test_pages_of_one_person_are_never_cached(nginx):
    paths = ["/public/"] * 20 + ["/manage/token/"] * 2 + ["/accounts/email/"] * 2

    for path in paths:
        nginx.ask("GET", path)

    assert Echo.seen.count("/public/") < 20
    assert (Echo.seen.count("/manage/token/"), Echo.seen.count("/accounts/email/")) == (2, 2)


@pytest.mark.table(
    ("path", "accepted", "coding"),
    [*((f"/takes/{n}/", e, "gzip") for n, e in enumerate(TAKES))]
    + [*((f"/does-not/{n}/", e, None) for n, e in enumerate(DOES_NOT))],
)
def test_site_is_asked_for_gzip_or_for_nothing(nginx, path, accepted, coding):
    nginx.ask("GET", path, **{"Accept-Encoding": accepted})

    assert Echo.codings[path] == [coding]


def test_readers_who_take_gzip_share_a_page_of_their_own(nginx):
    for accepted in TAKES * 5:
        nginx.ask("GET", "/shared/", **{"Accept-Encoding": accepted})
    compressed = Echo.codings["/shared/"].copy()
    nginx.ask("GET", "/shared/", **{"Accept-Encoding": "identity"})

    assert len(compressed) < 20
    assert Echo.codings["/shared/"] == [*compressed, None]


@pytest.mark.parametrize("name", ["session", "__Host-session"])
def test_signed_in_people_get_an_answer_of_their_own(nginx, name):
    path = f"/public/{name}/"
    nginx.ask("GET", path)

    for _ in range(3):
        nginx.ask("GET", path, Cookie=f"a=b; {name}=x")

    assert Echo.seen.count(path) >= 4


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("site.0123456789ab.css", "public, max-age=315360000, immutable"),
        ("site.css", "public, max-age=60"),
    ],
)
def test_styles_have_one_cache_control(nginx, name, allowed):
    (nginx.scratch / "static" / name).write_text("p {}")

    status, headers, text = nginx.ask("GET", f"/static/{name}")

    assert (status, text) == (200, "p {}")
    assert headers.get_all("Cache-Control") == [allowed]
    assert headers.get("Expires") is None


def test_what_is_too_large_is_answered_in_words(nginx):
    status, headers, text = nginx.ask("POST", "/code/", "x" * 200_000)

    assert status == 413
    assert text.startswith("What you sent is too large, and was NOT recorded.")
    assert headers.get_all("Cache-Control") == ["no-store"]


def test_what_the_site_cannot_take_is_answered_in_words(nginx):
    status, headers, text = nginx.ask("POST", "/gone/", "name=Ada")

    assert (status, headers["Retry-After"]) == (503, "10")
    assert "NOT recorded" in text


@pytest.mark.parametrize(
    "path", ["login/", "login/code/", "password/reset/", "2fa/authenticate/", "reauthenticate/"]
)
def test_guessing_at_the_sign_in_pages_is_slowed_down(nginx, path):
    answers = [nginx.ask("POST", f"/accounts/{path}", "a=b") for _ in range(15)]

    refused = [answer for answer in answers if answer[0] == 429]
    assert refused, [status for status, _, _ in answers]
    _, headers, text = refused[0]
    assert headers["Retry-After"] == "60"
    assert text.startswith("There were too many requests from your network.")


def test_a_name_of_someone_else_gets_no_answer(nginx):
    context = ssl._create_unverified_context()
    plain = socket.create_connection(("127.0.0.1", nginx.port), timeout=20)

    with pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="elsewhere.example.org")

    plain.close()
