"""Starts and stops the guild's site, by its own process."""

import sys
import urllib.request

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from letter_site.local import run
from letter_site.local.children import Child
from tests.journeys.site import wait_until

PEM = serialization.Encoding.PEM
PLAIN = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
COMMAND = "-m granian --interface wsgi --http 1 --no-ws --host 127.0.0.1 --workers 1"
COMMAND += " --blocking-threads 4 --log-level warning tests.provider.wsgi:application --port"


class Provider:
    def __init__(self, site):
        self.url = f"http://127.0.0.1:{site.provider_port}"
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        env = {name: site.env[name] for name in ("PATH", "HOME") if name in site.env}
        env |= {
            "DJANGO_SETTINGS_MODULE": "tests.provider.settings",
            "PROVIDER_DATABASE": str(site.servers.var_dir / "guild.sqlite3"),
            "PROVIDER_KEY": key.private_bytes(PEM, *PLAIN).decode(),
            "PROVIDER_CLIENT": site.env["SITE_URL"],
        }
        command = [sys.executable, *COMMAND.split(), str(site.provider_port)]
        log = site.servers.var_dir / "guild.log"
        self.child = Child("guild", command, log, run.BASE_DIR, env)

    def start(self):
        self.child.start()
        wait_until(self._answers, within=60)

    def _answers(self):
        assert self.child.alive, self.child.last_words()
        try:
            with urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration") as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self):
        self.child.stop(within=5)
