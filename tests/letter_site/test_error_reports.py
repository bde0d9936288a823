"""Error reports to Sentry, as a server receives them."""

import gzip
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

import pytest
from django.db import DataError, connection, transaction
from django.test import Client

from letter_site.connections import error_reports
from signatures.views.signing import sign as views
from tests.factories import make_text, sign_form

pytestmark = pytest.mark.django_db

TYPED = {"name": "Sorrel Secret", "email": "sorrel@secret.example", "credit": "Secret keeper"}
TOKEN = "s" * 43
SECRETS = [*TYPED.values(), TOKEN, "198.51.100.77", "cookie-secret", "query-secret"]


class Receiver(BaseHTTPRequestHandler):
    """A server that takes reports as Sentry does, and keeps them."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.received.put((self.path, body.decode()))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *about):
        pass


@pytest.fixture
def received():
    """Reports go to a server of this test while it runs; yield a queue of (path, body)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.received = Queue()
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        error_reports.start(f"http://key@127.0.0.1:{server.server_port}/7")
        yield server.received
    finally:
        error_reports.stop()
        server.shutdown()
        serving.join()
        server.server_close()


def report(received):
    """Return the next report as text and as the object in it."""
    path, body = received.get(timeout=60)
    assert path == "/api/7/envelope/"
    [event] = [each for each in map(json.loads, body.splitlines()) if "exception" in each]
    return body, event


def test_error_of_a_form_is_reported_with_its_place_and_nothing_that_was_typed(
    received, monkeypatch
):
    make_text(slug="ask")

    def fail(words, **more):
        raise ValueError(f"{words.name} <{words.email}>")

    monkeypatch.setattr(views.uses, "sign", fail)
    visitor = Client(raise_request_exception=False, REMOTE_ADDR="198.51.100.77")
    visitor.cookies["note"] = "cookie-secret"
    answer = visitor.post("/ask/sign/?of=query-secret", sign_form(**TYPED))

    assert answer.status_code == 500
    body, event = report(received)
    [error] = event["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["tags"]["request_id"] == answer["X-Request-Id"]
    assert [each for each in SECRETS if each in body] == []


def test_error_of_an_emailed_link_is_reported_without_its_token(received, monkeypatch):
    def fail(token):
        raise KeyError(token)

    monkeypatch.setattr(views.links, "follow_confirm", fail)
    Client(raise_request_exception=False).get(f"/confirm/{TOKEN}/")

    body, event = report(received)
    assert event["exception"]["values"][0]["type"] == "KeyError"
    assert TOKEN not in body


def test_error_of_the_database_is_reported_without_the_values_that_it_quotes(received):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT %s::text::integer", [TYPED["name"]])
    except DataError as error:
        logging.getLogger("signatures").exception("Not read: %s", error)

    body, event = report(received)
    assert [each["type"] for each in event["exception"]["values"]][-1] == "DataError"
    assert TYPED["name"] not in body


def test_warnings_are_not_reported(received):
    logging.getLogger("signatures").warning("A warning")
    logging.getLogger("signatures").error("An error")

    path, body = received.get(timeout=60)
    assert "An error" in body
    assert received.empty()
