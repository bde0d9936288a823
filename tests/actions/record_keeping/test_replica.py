"""Public pages are read from a replica that streams from the database, while it keeps up."""

import math
import re
from datetime import timedelta

import psutil
import pytest
from django.db import connection, connections, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from signatures.actions.monitoring import database
from signatures.actions.monitoring.database import Replica
from signatures.actions.record_keeping import page_cache, replica
from signatures.actions.signing import own_signature
from signatures.models import Statement
from tests.factories import make_link, make_signature, make_text, sign_form, sign_in
from tests.servers import VAR_DIR, servers
from tests.standby import Standby, wait_for

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "replica"]),
    pytest.mark.skipif(not servers.postgres, reason="DATABASE_URL is someone else's server"),
]

ADDRESSES = [
    *("/", "/statements/", "/ask/", "/ask/signatories/", "/ask/signatories/?q=ada"),
    *("/ask/signatories/?q=the&order=name", "/ask/numbers/", "/ask/versions/", "/ask/checks/"),
    *("/ask/feed.xml", "/ask/organizations/", "/ask/embed/", "/sitemap.xml"),
    *("/api/v1/statements/ask", "/api/v1/statements/ask/count"),
    *("/api/v1/statements/ask/signatories", "/ask/signatories.csv", "/ask/signatories.json"),
]
CLOCK = re.compile(r"\d\d:\d\d:\d\d[.\dZ]*|form:[\w:-]+")  # what differs between two seconds
MEASURING = ("pg_current_wal_flush_lsn", "pg_last_wal_replay_lsn")


@pytest.fixture(scope="module", autouse=True)
def cluster(django_db_setup):
    """Make a replica of the whole server; the database of the tests is in it."""
    standby = Standby(VAR_DIR / "standby", servers.postgres)
    standby.start()
    standby.connect()
    yield standby
    standby.disconnect()
    standby.stop()


@pytest.fixture
def standby(cluster, monkeypatch, text):
    """The replica, which has every change and was never asked before."""
    monkeypatch.setattr(replica, "_times", {"complete": -math.inf, "again": -math.inf})
    monkeypatch.setattr(replica, "_generation", ("", -math.inf))
    cluster.catch_up()
    yield cluster
    if not cluster.child.alive:
        cluster.start()
    if cluster.ask("SELECT pg_is_in_recovery()"):
        cluster.resume()


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return (b"".join(response) if response.streaming else response.content).decode()


class Queries(dict):
    """The queries of each connection inside the block, without those that measure the replica."""

    def __enter__(self):
        self.captures = {each: CaptureQueriesContext(connections[each]) for each in connections}
        for each in self.captures.values():
            each.__enter__()
        return self

    def __exit__(self, *error):
        for name, each in self.captures.items():
            each.__exit__(*error)
            queries = [query["sql"] for query in each]
            self[name] = [q for q in queries if not any(words in q for words in MEASURING)]


def is_replica():
    """Ask the database of this thread."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return cursor.fetchone()[0]


def read():
    """Return whether a public page would be read from the replica now."""
    return replica.read(is_replica, generation=page_cache.generation())


@pytest.fixture
def patient(standby, settings, monkeypatch):
    """Measure once, so that no other change of the server sends a page to the database."""
    monkeypatch.setattr(replica, "MEASURED_EVERY", 600.0)
    settings.REPLICA_MAX_LAG = timedelta(seconds=600)

    def measure():
        standby.catch_up()
        wait_for(read)

    return measure


def later(monkeypatch, seconds):
    clock = replica.monotonic
    monkeypatch.setattr(replica, "monotonic", lambda: clock() + seconds)


def test_read_is_of_the_database_without_a_replica(standby):
    standby.disconnect()
    try:
        assert read() is False
    finally:
        standby.connect()


@pytest.mark.parametrize("address", ADDRESSES)
def test_public_page_says_the_same_from_the_replica(client, text, patient, address):
    make_signature(text, name="Ada of Both", credit="The Composer")
    make_text(slug="another")  # or there is no list of all statements
    with transaction.atomic():  # what began in the database is read from there
        expected = shown(client, address)
    patient()

    with Queries() as asked:
        said = shown(client, address)

    assert CLOCK.sub("", said) == CLOCK.sub("", expected)
    assert asked["replica"]
    assert asked["default"] == []


def test_signing_managing_and_the_desk_are_of_the_database(client, text, standby, olga):
    published, pending = make_signature(text), make_signature(text, state="pending")
    manage, confirm = make_link(published, "manage"), make_link(pending)
    sign_in(client, olga)
    standby.catch_up()

    with Queries() as asked:
        assert client.get("/ask/sign/").status_code == 200
        assert client.post("/ask/sign/", sign_form()).status_code == 302
        assert client.post(f"/confirm/{confirm}/").status_code == 200
        assert client.get(f"/manage/{manage}/").status_code == 200
        assert client.get("/desk/ask/signatures/").status_code == 200

    assert asked["replica"] == []
    assert asked["default"]


def test_people_who_just_confirmed_are_listed_while_the_replica_lags(client, text, standby):
    pending = make_signature(text, state="pending", name="Grace Justnow")
    link = make_link(pending)
    standby.catch_up()
    assert "Grace Justnow" not in shown(client, "/ask/signatories/")
    standby.pause()

    thanks = client.post(f"/confirm/{link}/").content.decode()

    assert "Your signature is confirmed and published." in thanks
    assert "Grace Justnow" in shown(client, "/ask/signatories/")
    assert "Grace Justnow" in shown(client, "/ask/signatories.csv")
    assert read() is False
    standby.resume()
    standby.catch_up()
    wait_for(read)


def test_withdrawn_name_is_gone_at_once_while_the_replica_lags(client, text, standby):
    link = make_link(make_signature(text, name="Grace Withdrawn"), "manage")
    standby.catch_up()
    assert "Grace Withdrawn" in shown(client, "/ask/signatories/")
    standby.pause()

    own_signature.withdraw(link)

    assert "Grace Withdrawn" not in shown(client, "/ask/signatories/")


def test_new_statement_is_found_before_the_replica_has_it(client, standby, patient):
    patient()
    standby.pause()
    make_text(slug="brand-new")  # by hand, so that no page is invalidated

    assert shown(client, "/brand-new/")
    with pytest.raises(Http404):
        replica.read(missing, generation=page_cache.generation(), not_there=Http404)


def missing():
    raise Http404


def test_replica_is_read_until_its_lag_is_too_long(standby, monkeypatch, settings):
    wait_for(read)
    standby.pause()
    make_text()

    settings.REPLICA_MAX_LAG = timedelta(hours=1)
    assert read() is True
    later(monkeypatch, 3_600)
    assert read() is False

    standby.resume()
    standby.catch_up()
    wait_for(read)


def test_idle_database_makes_no_replica_old(standby, monkeypatch):
    wait_for(read)

    later(monkeypatch, 3_600)

    wait_for(read)


def test_replica_that_is_gone_is_left_alone_and_read_again_later(client, standby, monkeypatch):
    wait_for(read)
    standby.stop()

    assert shown(client, "/ask/signatories/")
    standby.start()
    assert read() is False
    later(monkeypatch, replica.LEFT_ALONE)
    wait_for(read)


def test_replica_that_hangs_is_left_alone_like_one_that_is_gone(
    client, standby, patient, monkeypatch
):
    patient()
    hanging = psutil.Process(standby.child.process.pid)
    every = [hanging, *hanging.children()]
    for each in every:
        each.suspend()
    try:
        connections["replica"].answers_within = 0.5
        assert shown(client, "/ask/signatories/")
        assert replica._times["again"] > 0
        monkeypatch.setattr(replica, "MEASURED_WITHIN", 0.5)
        later(monkeypatch, replica.LEFT_ALONE)
        assert read() is False
    finally:
        for each in reversed(every):
            each.resume()


def test_page_that_writes_on_the_way_is_made_with_the_database(text, patient):
    tried = []
    patient()

    def write():
        tried.append(is_replica())
        return Statement.objects.filter(pk=text.statement_id).update(slug="asked")

    assert replica.read(write, generation=page_cache.generation()) == 1
    assert tried == [True, False]
    wait_for(read)  # it did nothing wrong


def test_transaction_that_began_goes_on_where_it_is(standby):
    with transaction.atomic():
        assert read() is False
    wait_for(read)


def test_values_of_the_replica_are_cached_apart(patient, settings):
    def value():
        return page_cache.get_cached("value", is_replica), page_cache.get_local("local", is_replica)

    settings.PAGE_CACHE_TIMEOUT = settings.LOCALLY_CACHED_FOR = settings.REPLICA_MAX_LAG
    patient()

    assert replica.read(value, generation=page_cache.generation()) == (True, True)
    assert value() == (False, False)


def test_file_is_read_to_its_end_from_the_replica(client, text, patient):
    make_signature(text, name="Ada Atend")
    patient()
    response = client.get("/ask/signatories.csv")
    with Queries() as asked:
        assert b"Ada Atend" in b"".join(response)
        response.close()

    assert asked["default"] == []
    assert is_replica() is False
    assert connections["replica"].in_atomic_block is False


def test_file_that_no_one_reads_to_its_end_leaves_nothing_open(client, text, patient):
    patient()
    response = client.get("/ask/signatories.csv")
    assert connections["replica"].in_atomic_block is True

    response.close()

    assert connections["replica"].in_atomic_block is False


def test_state_of_the_replica_is_found(standby):
    assert database.health_of_replica() == Replica(answers=True, is_replica=True, lag=0.0)
    standby.pause()
    make_text()

    late = database.health_of_replica()
    standby.stop()

    assert late.is_replica
    assert 0 < late.lag < 600
    assert database.health_of_replica() == Replica(answers=False)


def test_replica_that_became_a_database_of_its_own_is_not_read(cluster, standby, monkeypatch):
    wait_for(read)
    assert cluster.ask("SELECT pg_promote()")

    later(monkeypatch, replica.MEASURED_EVERY)

    assert replica.read(replica.is_read, generation=page_cache.generation()) is False
    assert database.health_of_replica().is_replica is False
