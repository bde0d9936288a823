"""A server on a thread whose certificate is of an authority that no public list has."""

import contextlib
import datetime
import ipaddress
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM
PLAIN = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@contextlib.contextmanager
def private_authority(folder):
    """Yield the address of a server that answers with JSON, and the file of its authority."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _certificate("Private authority", authority_key, authority_key, is_authority=True)
    own = _certificate("Private authority", key, authority_key, is_authority=False)
    (folder / "authority.pem").write_bytes(authority.public_bytes(PEM))
    (folder / "own.pem").write_bytes(own.public_bytes(PEM) + key.private_bytes(PEM, *PLAIN))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_port}", folder / "authority.pem"
    finally:
        server.shutdown()
        server.server_close()


def _certificate(issuer, key, signing_key, *, is_authority):
    name = "Private authority" if is_authority else "127.0.0.1"
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
    )
    return made.sign(signing_key, hashes.SHA256())


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):  # noqa: N802 - http.server calls it so
        self.send_response(200)
        self.send_header("Content-Length", "17")
        self.end_headers()
        self.wfile.write(b'{"private": true}')

    def handle(self):
        with contextlib.suppress(OSError):
            super().handle()

    def log_message(self, *words):
        pass
