"""The nginx configuration that ships, in a real nginx with TLS, before a site that only echoes."""

import datetime
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from letter_site.children import Child
from letter_site.log_masking import SECRET_PATHS
from letter_site.run import BASE_DIR
from tests.journeys.site import wait_until
from tests.journeys.smtp_sink import free_port

NAME = "letter.example.org"
CONF = (BASE_DIR / "letter_site/deploy/nginx.conf").read_text()
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
AROUND = """
daemon off;
pid {scratch}/pid;
{user}
events {{ worker_connections 256; }}
http {{
    {temporary}
    include {scratch}/letter.conf;
}}
"""


class Echo(BaseHTTPRequestHandler):
    """Says of every page that it is public, and counts them; /gone/ breaks off."""

    protocol_version = "HTTP/1.1"
    seen: list[str] = []

    def do_GET(self):  # noqa: N802
        self.seen.append(self.path)
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


def certificate(folder):
    """Write a certificate of NAME, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    today = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(today - day).not_valid_after(today + day)
    pem = serialization.Encoding.PEM
    signed = made.sign(key, hashes.SHA256()).public_bytes(pem)
    (folder / "fullchain.pem").write_bytes(signed)
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, *plain))


class Nginx:
    """nginx in a folder of its own: only places and ports are changed in what ships."""

    def __init__(self, scratch, upstream):
        self.scratch, self.port = scratch, free_port()
        (scratch / "static").mkdir()
        certificate(scratch)
        changes = {
            r" +listen \[::\].*\n": "",
            r"listen 80;": f"listen 127.0.0.1:{free_port()};",
            r"listen 443 ": f"listen 127.0.0.1:{self.port} ",
            r"/etc/ssl/letter/": f"{scratch}/",
            r"unix:/run/letter/web\.sock": f"127.0.0.1:{upstream}",
            r"/var/lib/nginx/letter": f"{scratch}/cache",
            r"/var/log/nginx/": f"{scratch}/",
            r"/var/lib/letter/static/": f"{scratch}/static/",
        }
        conf = CONF
        for old, new in changes.items():
            conf, found = re.subn(old, new, conf)
            assert found, old
        (scratch / "letter.conf").write_text(conf)
        temporary = (f"{each}_temp_path {scratch}/{each};" for each in ("client_body", "proxy"))
        user = "" if os.getuid() else "user root;"
        (scratch / "nginx.conf").write_text(
            AROUND.format(scratch=scratch, user=user, temporary="\n    ".join(temporary))
        )
        self.command = [NGINX, "-c", scratch / "nginx.conf", "-e", scratch / "stderr.log"]

    def ask(self, method, path, body=None, **headers):
        """Return status, headers and text of an answer."""
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(NAME, context=context)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sock = context.wrap_socket(plain, server_hostname=NAME)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def answers(self):
        try:
            return self.ask("GET", "/")[0] == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    assert NGINX, "nginx is missing; on Debian: apt-get install nginx-light"
    scratch = tmp_path_factory.mktemp("nginx")
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        nginx = Nginx(scratch, upstream.server_port)
        program = Child("nginx", nginx.command, scratch / "out.log", scratch)
        program.start()
        try:
            wait_until(nginx.answers)
            yield nginx
        finally:
            program.stop(within=5)
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


def test_pages_of_one_person_are_never_cached(nginx):
    paths = ["/public/"] * 20 + ["/manage/token/"] * 2 + ["/accounts/email/"] * 2

    for path in paths:
        nginx.ask("GET", path)

    assert Echo.seen.count("/public/") < 20
    assert (Echo.seen.count("/manage/token/"), Echo.seen.count("/accounts/email/")) == (2, 2)


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
