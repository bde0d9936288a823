"""Unusual words of a person, and every place of a running site that may still have them."""

import stat
import subprocess

import redis

from tests.journeys.pdf_words import pdf_words

NAME, CREDIT = "Quillazeph Zimbrosk", "Lampwrighter of Vumble"
ADDRESS = "someone@zephmail.example"
NUMBER, NETWORK = "Q7777Z", "198.51.100.0"
WORDS = ["quillazeph", "zimbrosk", "lampwrighter", "zephmail", NUMBER.lower(), NETWORK]
PAGES = ["", "signatories/", "signatories.csv", "signatories.json", "feed.xml", "numbers/"]
PAGES += ["organizations/", "embed/", "checks/", "versions/", "updates/feed.xml"]


def shown(site, slug):
    """Return the planted words that any public page or file of the statement shows."""
    found = words_in(site.get(f"/api/v1/statements/{slug}/signatories").text, "API")
    for page in PAGES:
        found |= words_in(site.get(f"/{slug}/{page}").text, page)
    letter = site.get(f"/{slug}/letter.pdf", is_text=False)
    if letter.status == 200:
        found |= words_in(pdf_words(letter.text), "letter.pdf")
    return found


def kept(site):
    """Return the planted words in a full dump, in the files of VAR_DIR and in Valkey.

    The files of PostgreSQL itself are left out: deleted rows stay in them until it reuses their
    place, and only the dump shows what can be read.
    """
    return _dumped(site) | _in_files(site) | _in_valkey(site)


def words_in(content, place):
    low = content.lower() if isinstance(content, str) else content.lower().decode("latin-1")
    return {(word, place) for word in WORDS if word in low}


def _dumped(site):
    program = site.servers.postgres.programs / "pg_dump"
    command = [program, "--dbname", site.servers.database_url, "--inserts"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "signatures_signature" in done.stdout
    return words_in(done.stdout, "pg_dump")


def _in_files(site):
    cluster = site.servers.postgres.home
    found = set()
    for path in site.servers.var_dir.rglob("*"):
        if not path.is_relative_to(cluster) and stat.S_ISREG(path.lstat().st_mode):
            found |= words_in(path.read_bytes(), path.name)
    return found


def _in_valkey(site):
    valkey = redis.Redis.from_url(site.servers.redis_url)
    read = {
        b"string": valkey.get,
        b"list": lambda key: valkey.lrange(key, 0, -1),
        b"hash": valkey.hgetall,
        b"set": valkey.smembers,
        b"zset": lambda key: valkey.zrange(key, 0, -1),
    }
    found = set()
    for key in valkey.scan_iter():
        kind = valkey.type(key)
        content = repr((key, read[kind](key))) if kind in read else repr(key)
        found |= words_in(content, "Valkey")
    return found
