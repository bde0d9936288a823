"""A fake sign-in server on a thread, for answers that no real server gives."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "1"}


class GuildServer:
    """One sign-in server. ``claims`` go into the ID token; ``answers`` replace answers by path.

    ``asked`` has the requested paths, ``exchanged`` the form sent with the last code. While it
    ``drips``, an answer comes byte by byte and has no end.
    """

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.asked, self.answers, self.exchanged, self.drips = [], {}, {}, False
        self.claims = {"sub": "member-7", "member_status": "active"}
        self.profile, self.keys = {}, [PUBLIC]
        self.key, self.algorithm, self.kid = KEY, "RS256", "1"
        self.hangs = threading.Event()  # answers wait while it is set
        self.description = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/profile",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path, form, headers):
        self.asked.append(path)
        while self.hangs.is_set():
            time.sleep(0.01)
        if path in self.answers:
            return self.answers[path]
        if path == "/token":
            self.exchanged = {name: value for name, [value] in form.items()}
            self.headers = headers
        said = {
            "/.well-known/openid-configuration": self.description,
            "/jwks": {"keys": self.keys},
            "/token": {"access_token": "a", "token_type": "Bearer", "id_token": self.token()},
            "/profile": self.profile,
        }
        return 200, json.dumps(said[path]).encode()

    def token(self):
        now = int(time.time())
        named = {"kid": self.kid} if self.kid else None
        whole = {"iss": self.url, "aud": "letter", "iat": now, "exp": now + 60, **self.claims}
        return jwt.encode(whole, self.key, self.algorithm, headers=named)


def _handler(guild):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802 - http.server calls it so
            length = int(self.headers.get("Content-Length") or 0)
            form = parse_qs(self.rfile.read(length).decode())
            status, content = guild.answer(self.path, form, dict(self.headers))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "1000000" if guild.drips else str(len(content)))
            self.end_headers()
            while guild.drips:
                self.wfile.write(b" ")
                time.sleep(0.02)
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815

        def handle(self):
            with contextlib.suppress(ConnectionError):
                super().handle()

        def log_message(self, *words):
            pass

    return Handler
