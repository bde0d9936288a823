"""Starts and stops the servers: each is a process with settings of one test."""

import json
import os
import socket
from dataclasses import dataclass, field
from pathlib import Path

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from letter_site.local.children import Child
from tests.journeys.site import wait_until

HERE = Path(__file__).parent
INSTALLED = HERE.parent.parent.parent / ".venv-providers"
NEW_KEY = {
    "RS256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ES512": lambda: ec.generate_private_key(ec.SECP521R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}
NEW_KEY["PS256"] = NEW_KEY["RS256"]


@dataclass
class Server:
    """One guild's server. ``members`` are the claims of each, by the name they sign in with."""

    folder: Path
    back: str  # where its client, this site, waits for members
    members: dict[str, dict]
    secret: str = "hush"
    client_id: str = "letter"
    auth_method: str = "client_secret_basic"
    algorithm: str = "RS256"
    keys: list[dict] = field(default_factory=list)

    def __post_init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        command, folder = self.command()
        env = os.environ | {"GUILD": json.dumps(self.settings()), "PYTHONPATH": ""}
        self.child = Child("guild", command, self.folder / "guild.log", folder, env)
        self.child.start()
        wait_until(self._answers, within=120)
        return self

    def __exit__(self, *error):
        self.child.stop(within=5)

    def settings(self):
        client = {
            "client_id": self.client_id,
            "client_secret": self.secret,
            "redirect_uris": [self.back],
            "token_endpoint_auth_method": self.auth_method,
        }
        return {"port": self.port, "clients": [client], "members": self.members}

    def _answers(self):
        assert self.child.alive, self.child.last_words()
        try:
            return requests.get(f"{self.url}/.well-known/openid-configuration", timeout=60).ok
        except requests.ConnectionError:
            return False


class AuthlibServer(Server):
    """Made of Authlib. It signs by RS256, with a new key at each start."""

    def command(self):
        return [INSTALLED / "bin/python", HERE / "authlib_server.py"], HERE


@dataclass
class NodeServer(Server):
    """Npm's oidc-provider. What it tells of members is in the ID token or in the profile alone."""

    everything_in_the_token: bool = True

    def command(self):
        return [INSTALLED / "bin/node", HERE / "server.mjs"], INSTALLED / "npm"

    def __enter__(self):
        self.keys = [_private(self.algorithm), *self.keys][:2]
        return super().__enter__()

    def settings(self):
        found = super().settings()
        found["clients"][0]["id_token_signed_response_alg"] = self.algorithm
        return {
            **found,
            "keys": self.keys,
            "everythingInTheToken": self.everything_in_the_token,
        }


def _private(algorithm):
    """Return a new private key as a JWK."""
    key = NEW_KEY[algorithm]()
    made = jwt.algorithms.get_default_algorithms()[algorithm].to_jwk(key, as_dict=True)
    return {**made, "kid": os.urandom(8).hex(), "alg": algorithm, "use": "sig"}
