"""Load generators: wrk for many requests a second, and a client that times single requests."""

import http.client
import json
import re
import shutil
import subprocess
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

LUA = Path(__file__).with_name("post.lua")
COMPRESSED = {"Accept-Encoding": "gzip, deflate, br, zstd"}


class NotMeasuredError(Exception):
    """A number could not be measured; the report shows the message in its place."""


def get(url, *, seconds=2, connections=16):
    """Return requests answered a second, compressed as browsers ask for them.

    Raises NotMeasuredError if any request failed.
    """
    header = ["-H", f"Accept-Encoding: {COMPRESSED['Accept-Encoding']}"]
    said = wrk(["-t1", f"-c{connections}", f"-d{seconds}", *header, url])
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*", said):
        raise NotMeasuredError(f"{url} answered with {bad[0]}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def post(url, posts, *, scratch, expect, again=False, seconds=2, connections=8):
    """Send `posts`, each (path, body, address), and return how many were answered a second.

    Each is sent once, or over and over with `again`. Every answer must have status `expect`.
    """
    file = scratch / "posts.txt"
    file.write_text("".join("\t".join(each) + "\n" for each in posts))
    options = ["-t1", f"-c{connections}", f"-d{seconds}", "-s", str(LUA), url, "--"]
    said = wrk([*options, str(file), str(expect), "again" if again else "once"])
    done = json.loads(said.splitlines()[-1])
    if done["bad"] or done["errors"]:
        raise NotMeasuredError(f"{posts[0][0]}: {done['bad']} of {done['requests']} went wrong")
    if done["ran_out"]:
        raise NotMeasuredError(f"{posts[0][0]}: the {len(posts)} prepared requests ran out")
    return done["requests"] / done["seconds"]


def wrk(arguments):
    if not shutil.which("wrk"):
        raise NotMeasuredError("needs wrk")
    done = subprocess.run(["wrk", *arguments], capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise NotMeasuredError(f"wrk: {done.stderr.strip()}")
    return done.stdout


class Client:
    """One visitor with one connection and one request at a time."""

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def get(self, path, expect=200):
        return self.ask("GET", path, None, {}, expect)

    def post(self, path, body, address, expect):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, body, headers | {"X-Forwarded-For": address}, expect)

    def ask(self, method, path, body, headers, expect):
        """Return the milliseconds until the whole answer arrived, and the answer."""
        began = perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        took = (perf_counter() - began) * 1000
        if response.status != expect:
            raise NotMeasuredError(f"{method} {path} answered {response.status}")
        return took, content
