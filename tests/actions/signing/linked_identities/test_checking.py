"""Pages of signatories that link back, do not, are away, or may not be read at all."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from signatures import tokens
from signatures.actions.guilds.sign_in import http_client
from signatures.actions.signing import own_signature
from signatures.actions.signing.linked_identities import checking
from signatures.models import LinkedSite, Statement
from tests.factories import make_link, make_linked_site, make_signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

HTML = "text/html; charset=utf-8"


class Site:
    """A site on a thread that answers every address with ``status``, ``kind`` and ``html``."""

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.status, self.kind, self.html, self.reads = 200, HTML, "", 0
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def _handler(site):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.reads += 1
            self.send_response(site.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Type", site.kind)
            self.end_headers()
            self.wfile.write(site.html.encode())

        def log_message(self, *words):
            """Print nothing."""

    return Handler


@pytest.fixture
def site(monkeypatch):
    site = Site()
    monkeypatch.setattr(checking, "NEARBY", [site.url])
    yield site
    site.close()


@pytest.fixture
def linked(text, site):
    """Return a row that waits to be read; the site links back."""
    signature = make_signature(text)
    address = f"http://testserver/ask/signatories/{tokens.reference(signature.public_id)}/"
    site.html = f'<p><a rel="me" href="{address}">I signed</a>'
    return make_linked_site(signature, state="waiting", url=f"{site.url}/about")


def seen(linked):
    linked.refresh_from_db()
    return linked.state, linked.problem


def test_page_that_links_back_is_shown_with_the_day_and_read_again_in_a_week(
    linked, site, stopped_clock, time_machine
):
    assert checking.check_due() == 1

    assert seen(linked) == ("found", "")
    assert (linked.checked_at, linked.due_at) == (stopped_clock, stopped_clock + checking.AGAIN)
    assert checking.check_due() == 0
    time_machine.shift(checking.AGAIN)
    assert checking.check_due() == 1
    assert seen(linked) == ("found", "")
    assert linked.checked_at == stopped_clock + checking.AGAIN
    assert site.reads == 2


@pytest.mark.table(
    "answer, problem",
    [
        ({"html": "<p>Nothing here"}, checking.NO_LINK),
        ({"status": 302}, checking.REDIRECTED),
        ({"status": 404}, checking.NOT_THERE),
        ({"status": 410}, checking.NOT_THERE),
        ({"kind": "text/plain"}, checking.NOT_HTML),
    ],
)
def test_page_without_the_link_is_not_shown_and_not_read_again(linked, site, answer, problem):
    before = vars(site).copy()
    for state in ("waiting", "found"):
        LinkedSite.objects.update(
            state=state, checked_at=linked.asked_at, due_at=linked.asked_at, problem=""
        )
        vars(site).update(answer)

        assert checking.check_due() == 0

        assert seen(linked) == ("missing", problem)
        assert linked.due_at is None
    vars(site).update(before)


@pytest.mark.parametrize("status", [500, 503, 403])
def test_site_that_gives_no_answer_at_first_is_asked_each_hour_for_a_day(
    linked, site, time_machine, status
):
    site.status = status

    for _ in range(24):
        assert checking.check_due() == 0
        assert seen(linked) == ("waiting", checking.NO_ANSWER)
        time_machine.shift(checking.FIRST_WAIT)
    checking.check_due()

    assert seen(linked) == ("missing", checking.NO_ANSWER)
    assert site.reads == 25


def test_site_that_is_away_for_a_while_keeps_the_day_it_was_last_seen(
    linked, site, stopped_clock, time_machine
):
    checking.check_due()
    time_machine.shift(checking.AGAIN)
    site.status = 500

    for _ in range(14):
        checking.check_due()
        assert seen(linked) == ("found", checking.NO_ANSWER)
        assert linked.checked_at == stopped_clock
        time_machine.shift(checking.LATER_WAIT)
    checking.check_due()

    assert seen(linked) == ("missing", checking.NO_ANSWER)


def test_site_that_comes_back_is_found_again(linked, site, time_machine):
    site.status = 500
    checking.check_due()
    site.status = 200
    time_machine.shift(checking.FIRST_WAIT)

    assert checking.check_due() == 1

    assert seen(linked) == ("found", "")
    assert linked.away_since is None


def test_endless_page_is_given_up(linked, site, monkeypatch):
    monkeypatch.setattr(http_client, "MOST", 1000)
    site.html += " " * 1000

    assert checking.check_due() == 0

    assert seen(linked) == ("waiting", checking.NO_ANSWER)


@pytest.mark.table("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
def test_name_that_leads_inside_is_never_read(text, monkeypatch, address):
    asked = []

    def look_up(name, port, **more):
        asked.append(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    linked = make_linked_site(make_signature(text), state="waiting", url="https://site.example.org")

    assert checking.check_due() == 0

    assert asked == ["site.example.org"]
    assert seen(linked) == ("missing", checking.PRIVATE)


def test_servers_of_guilds_in_the_operators_network_are_not_read(linked, site, settings):
    settings.PROVIDERS_NEARBY = settings.WEBHOOKS_NEARBY = [site.url]
    checking.NEARBY.clear()

    assert checking.check_due() == 0

    assert site.reads == 0
    assert seen(linked) == ("missing", checking.PRIVATE)


@pytest.mark.table(
    "fields",
    [
        {"state": "held"},
        {"state": "pending"},
        {"state": "rejected"},
        {"display": "anonymous"},
        {"display": "counted"},
    ],
)
def test_page_of_a_signature_that_is_not_on_the_list_is_not_read(text, monkeypatch, fields):
    monkeypatch.setattr(http_client, "session", None)  # any use fails
    linked = make_linked_site(make_signature(text, **fields), state="waiting")

    assert checking.check_due() == 0

    assert seen(linked) == ("waiting", "")


@pytest.mark.parametrize("switch", ["linked_sites", "signature_pages"])
def test_nothing_is_read_for_a_statement_that_no_longer_offers_it(linked, site, switch):
    Statement.objects.update(**{switch: False})

    assert checking.check_due() == 0

    assert site.reads == 0


def test_page_that_one_worker_reads_is_not_due_for_another(linked, monkeypatch):
    due = []

    def read(site):
        due.append(LinkedSite.objects.due().count())
        return ""

    monkeypatch.setattr(checking, "_read", read)

    assert checking.check_due() == 1

    assert due == [0]


def test_answer_about_a_site_that_was_replaced_meanwhile_is_dropped(linked, monkeypatch):
    def read(site):
        LinkedSite.objects.filter(pk=site.pk).update(url="https://other.example")
        return ""

    monkeypatch.setattr(checking, "_read", read)

    checking.check_due()

    assert seen(linked) == ("waiting", "")


def test_answer_after_a_withdrawal_writes_nothing(linked, monkeypatch):
    def read(site):
        own_signature.withdraw(make_link(site.signature, "manage", expires_in=None))
        return ""

    monkeypatch.setattr(checking, "_read", read)

    checking.check_due()

    assert not LinkedSite.objects.exists()


def test_nothing_due_costs_one_query(linked, django_assert_num_queries):
    LinkedSite.objects.update(due_at=None)

    with django_assert_num_queries(1):
        assert checking.check_due() == 0
