"""The whole site behind PgBouncer in transaction mode, which hands out few connections in turn."""

import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from letter_site.local.children import Child
from letter_site.local.run import BASE_DIR
from tests.journeys.site import Site, wait_until
from tests.journeys.smtp_sink import free_port
from tests.servers import VAR_DIR

pytestmark = pytest.mark.timeout(300)  # a site of its own is started

CONF = BASE_DIR / "letter_site/deploy/pgbouncer.ini"
# Not imported: that would make this process a web server.
WSGI = (BASE_DIR / "letter_site/wsgi.py").read_text()
VISITORS = dict(re.findall(r'^    "(\w+)": "([\w.]+)",$', WSGI, re.MULTILINE))
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
# What belongs to a session, and so to whichever program gets the connection next.
OF_A_SESSION = (
    r"pg_(try_)?advisory_lock|\bLISTEN [\w{]|SET SESSION|[\"'] ?SET (?!LOCAL|TRANSACTION)"
)


class Pooled(Site):
    """``address`` is the database's through PgBouncer, as the worker has it."""

    def __init__(self, var_dir):
        super().__init__(var_dir)
        server, port = self.servers.postgres, free_port()
        folder = var_dir / "pgbouncer"
        folder.mkdir()
        (folder / "userlist.txt").write_text('"letter" ""\n')
        changes = {
            r"host=127\.0\.0\.1": f"host={server.sockets}",
            r"listen_port = \d+": f"listen_port = {port}",
            r"/run/postgresql": str(server.sockets),
            r"/etc/pgbouncer": str(folder),
            r"scram-sha-256": "trust",
            r"default_pool_size = \d+": "default_pool_size = 2",
        }
        conf = CONF.read_text()
        for old, new in changes.items():
            conf, found = re.subn(old, new, conf)
            assert found, old
        (folder / "pgbouncer.ini").write_text(conf)
        for each in [folder, *folder.iterdir()]:
            each.chmod(0o755)
        command = [PGBOUNCER, folder / "pgbouncer.ini"]
        log = self.log_dir / "pgbouncer.log"
        self.pooler = Child("PgBouncer", command, log, folder, user=server.owner)
        self.address = f"{self.servers.database_url}&port={port}"
        self.env |= {
            "DATABASE_URL": self.address,
            "WEB_DATABASE_URL": self.address.replace("/letter?", "/letter_web?"),
        }

    def start(self):
        self.pooler.start()
        wait_until(lambda: self.through("SELECT 1") == 1)
        super().start()

    def stop(self):
        super().stop()
        self.pooler.stop(within=5)

    def through(self, query, name="DATABASE_URL"):
        """Return the one value of a query through PgBouncer; None while it does not answer."""
        try:
            with psycopg.connect(self.env[name]) as connection:
                return connection.execute(query).fetchone()[0]
        except psycopg.OperationalError:
            assert self.pooler.alive, self.pooler.last_words()


@pytest.fixture(scope="module")
def pooled():
    assert PGBOUNCER, "pgbouncer is missing; on Debian: apt-get install pgbouncer"
    site = Pooled(VAR_DIR / "pooled")
    try:
        site.start()
        site.seed("statement", "pooled")
        site.seed("organizer", "mo@example.org", "moderator", "correct horse battery")
        yield site
    finally:
        site.stop()


def test_visitors_have_their_time_limits_and_others_have_none(pooled):
    shown = {each: pooled.through(f"SHOW {each}", "WEB_DATABASE_URL") for each in VISITORS}

    assert shown == VISITORS != {}
    assert pooled.through("SHOW statement_timeout") == "0"


def test_people_sign_and_are_listed_behind_it(pooled, tmp_path):
    people = [f"pooled-{number}@example.org" for number in range(12)]
    with ThreadPoolExecutor(max_workers=12) as threads:
        list(threads.map(lambda each: pooled.sign("pooled", each), people))
        links = [pooled.sink.wait_for(each).path for each in people]
        answers = list(threads.map(lambda link: pooled.post(link, {}).status, links))
    file = tmp_path / "paper.csv"
    file.write_text("name\nOn Paper\n")
    pooled.manage("import_signatures", str(file), "--statement", "pooled", "--by", "mo@example.org")

    wait_until(lambda: pooled.count("pooled") == 12)
    wait_until(lambda: pooled.ask("HEAD", "/pooled/letter.pdf").status == 200)

    assert answers == [200] * 12
    for name in ("signatories.csv", "signatories.json"):
        listed = pooled.get(f"/pooled/{name}").text
        assert (listed.count("Ada Example"), listed.count("On Paper")) == (12, 1)
    mails = "SELECT count(*) FROM signatures_outgoingmail WHERE sent_at IS NULL"
    wait_until(lambda: pooled.value(mails) == 0)
    wait_until(
        lambda: pooled.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0
    )
    logs = "".join(text for _, text in pooled.last_words())
    assert re.findall(r"Error|prepared statement|unsupported startup", logs) == []


def test_nothing_is_left_on_a_connection_for_the_next_program():
    code = [
        each for name in ("signatures", "letter_site") for each in (BASE_DIR / name).rglob("*.py")
    ]
    found = {
        (each.name, line.strip())
        for each in code
        if each.parent.name != "migrations"
        for line in each.read_text().splitlines()
        if re.search(OF_A_SESSION, line)
    }
    assert found == set()

    temporary = [each.read_text() for each in code if "CREATE TEMPORARY" in each.read_text()]
    assert all("ON COMMIT DROP" in each for each in temporary)
