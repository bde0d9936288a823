"""Unusual words of a person, and every place of a running site that may still have them."""

import stat
import subprocess
from typing import NamedTuple

import redis


class Planted(NamedTuple):
    """Someone whose every word occurs nowhere else."""

    name: str
    credit: str
    address: str
    number: str = ""
    network: str = ""

    @property
    def shown(self):
        """The words that a signature shows."""
        return [*self.name.lower().split(), *self.credit.lower().split()]

    @property
    def words(self):
        domain = self.address.partition("@")[2].partition(".")[0]
        return [each for each in (*self.shown, domain, self.number.lower(), self.network) if each]


def kept(site, words):
    """Return which of ``words`` a full dump, the files of VAR_DIR and Valkey have, with the place.

    The files of PostgreSQL itself are left out: deleted rows stay in them until it reuses their
    place, and only the dump shows what can be read.
    """
    found = [("pg_dump", _dump(site)), *_files(site), ("Valkey", _valkey(site))]
    return {(word, place) for place, content in found for word in words if word in content}


def _dump(site):
    program = site.servers.postgres.programs / "pg_dump"
    command = [program, "--dbname", site.servers.database_url, "--inserts"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "signatures_signature" in done.stdout
    return done.stdout.lower()


def _files(site):
    cluster = site.servers.postgres.home
    for path in site.servers.var_dir.rglob("*"):
        if not path.is_relative_to(cluster) and stat.S_ISREG(path.lstat().st_mode):
            yield path.name, path.read_bytes().lower().decode("latin-1")


def _valkey(site):
    valkey = redis.Redis.from_url(site.servers.redis_url)
    read = {
        b"string": valkey.get,
        b"list": lambda key: valkey.lrange(key, 0, -1),
        b"hash": valkey.hgetall,
        b"set": valkey.smembers,
        b"zset": lambda key: valkey.zrange(key, 0, -1),
    }
    found = []
    for key in valkey.scan_iter():
        kind = valkey.type(key)
        found.append(repr((key, read[kind](key))) if kind in read else repr(key))
    return " ".join(found).lower()
