"""nginx for tests, with the shipped configuration except for folders and ports."""

import datetime
import http.client
import os
import re
import shutil
import socket
import ssl
from contextlib import closing

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from letter_site.local.children import Child
from letter_site.local.run import BASE_DIR
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


def certificate(folder):
    """Write a self-signed certificate of NAME and its key into ``folder``."""
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
    """One nginx with TLS in ``scratch``, in front of ``upstream`` (host:port or unix:path).

    ``forms`` is the same for the processes that take forms, if they are others. ``more`` are
    further changes of the configuration, by regular expression.
    """

    def __init__(self, scratch, upstream, name=NAME, forms=None, more=()):
        self.scratch, self.name, self.port = scratch, name, free_port()
        (scratch / "static").mkdir(parents=True)
        certificate(scratch)
        changes = {
            r" +listen \[::\].*\n": "",
            r"listen 80;": f"listen 127.0.0.1:{free_port()};",
            r"listen 443 ": f"listen 127.0.0.1:{self.port} ",
            re.escape(NAME): name,
            r"/etc/ssl/letter/": f"{scratch}/",
            r"unix:/run/letter/web\.sock": upstream,
            r"unix:/run/letter-forms/forms\.sock": forms or upstream,
            r"/var/lib/nginx/letter": f"{scratch}/cache",
            r"/var/log/nginx/": f"{scratch}/",
            r"/var/lib/letter/static/": f"{scratch}/static/",
            **dict(more),
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
        assert NGINX, "nginx is missing; on Debian: apt-get install nginx-light"
        self.command = [NGINX, "-c", scratch / "nginx.conf", "-e", scratch / "stderr.log"]

        self.program = Child("nginx", self.command, scratch / "out.log", scratch)

    def __enter__(self):
        self.program.start()
        wait_until(self.answers, within=60)
        return self

    def __exit__(self, *error):
        self.program.stop(within=5)

    def ask(self, method, path, body=None, **headers):
        """Send a request and return status, headers and text of the answer."""
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(self.name, context=context)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        with closing(plain), closing(connection):
            connection.sock = context.wrap_socket(plain, server_hostname=self.name)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        return answer.status, answer.headers, text

    def answers(self):
        try:
            return self.ask("GET", "/healthz/live")[0] == 200
        except OSError:
            return False
