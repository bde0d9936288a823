"""Members who sign in with two guilds at once; the server of one of them stands still.

    python -m tests.load.sign_ins 200 60

so many members of the healthy guild within so many seconds, and half as many of the other one.
It prints how many succeeded, how long each waited for this site, and what the guild was asked.
"""

import html
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from letter_site.local import run
from tests.guild_server import GuildServer
from tests.journeys.site import Site

URL = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
SLOWNESS = 0.1  # seconds for each answer of the healthy guild


class SlowServer(GuildServer):
    """A server that is slow and asked by many at once: the code is the nonce, and the member."""

    def __init__(self):
        super().__init__()
        self.made = threading.Lock()

    def answer(self, path, form, headers):
        time.sleep(SLOWNESS)
        with self.made:
            if path == "/token":
                self.claims |= {"nonce": form["code"][0], "sub": form["code"][0]}
            return super().answer(path, form, headers)


def main(members, seconds):
    with SlowServer() as healthy, GuildServer() as hanging, tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), programs=["web"])
        site.env["PROVIDERS_NEARBY"] = f"{healthy.url},{hanging.url}"
        site.web = run.child("web", f"{run.WEB} {site.port}", site.servers.var_dir, site.env)
        site.programs = [site.web]
        site.start()
        try:
            links = site.seed("members_to_sign_in", healthy.url, hanging.url, members)
            hanging.hangs.set()
            measure(site, links, members, seconds, healthy)
        finally:
            hanging.hangs.clear()
            site.stop()


def measure(site, links, members, seconds, healthy):
    began = time.monotonic()
    work = [(began + seconds * n / members, link, "tin") for n, link in enumerate(links[:members])]
    others = links[members:]
    work += [(began + seconds * n / len(others), link, "lead") for n, link in enumerate(others)]
    with ThreadPoolExecutor(64) as pool:
        results = list(pool.map(lambda each: sign_in(site, *each), sorted(work)))
    for guild in ("tin", "lead"):
        mine = [each for each in results if each[0] == guild]
        waits = sorted(each[2] for each in mine)
        print(
            f"{guild}: {dict(Counter(each[1] for each in mine))}, waits: "
            f"median {statistics.median(waits):.2f} s, p95 {waits[int(0.95 * len(waits))]:.2f} s, "
            f"longest {waits[-1]:.2f} s"
        )
    print("the healthy server was asked:", dict(Counter(healthy.asked)))
    print(f"{time.monotonic() - began:.0f} s in all")


def sign_in(site, start, link, guild):
    """Sign in as one member. Return the guild, the last status, and the seconds waited for us."""
    time.sleep(max(0, start - time.monotonic()))
    page = site.post(f"/manage/{link}/guild/{guild}/sign-in/", {"x": "y"})
    if page.status != 200:
        return guild, page.status, page.seconds
    url = html.unescape(URL.search(page.text).group(1))
    asked = {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    query = urlencode({"code": asked["nonce"], "state": asked["state"]})
    back = f"/accounts/oidc/{guild}/login/callback/?{query}"
    done = site.get(back, Cookie=cookie)
    return guild, done.status, page.seconds + done.seconds


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["200", "60"]))
