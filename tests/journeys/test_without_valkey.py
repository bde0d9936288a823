"""The same way while Valkey is away: it may make the site slower, and stop nothing."""

import os
import signal
import time

import psycopg
import pytest

from tests.journeys.site import wait_until
from tests.journeys.test_signing_journey import fill, names

QUICK = 10.0  # seconds; what stands still is slower, and a busy machine is not
CATCHES_UP = 60.0  # seconds after Valkey is back


@pytest.fixture(params=["stopped", "killed"])
def valkey(site, request):
    """A switch: ``valkey(False)`` takes it away, ``valkey(True)`` brings it back."""
    server = site.servers.valkey
    away = []

    def switch(on):
        away[:] = [] if on else [True]
        if request.param == "stopped":
            os.kill(server.child.process.pid, signal.SIGCONT if on else signal.SIGSTOP)
        elif on:
            server.start()
        else:
            kill_amid_work()

    def kill_amid_work():
        # A worker that still has something to acknowledge is the one that did not come back.
        with psycopg.connect(site.servers.database_url) as held_up:
            held_up.execute("LOCK TABLE signatures_batch")
            wait_until(lambda: site.value("SELECT count(*) FROM pg_locks WHERE NOT granted"))
            server.child.kill()

    yield switch
    if away:
        switch(on=True)


@pytest.mark.timeout(180)
def test_the_journey_goes_on_without_valkey(visitor, site, valkey, request):
    name = f"{request.node.callspec.id.title()} Example"
    address = f"valkey-{request.node.callspec.id}@example.org"
    patient = f"patient-{request.node.callspec.id}@example.org"
    before = site.count("ask-first")
    somebody = visitor()
    somebody.open("/")
    fill(somebody, name, address)

    valkey(on=False)
    waited = [timed(lambda: somebody.press("Sign the statement"))]
    somebody.look("Check your e-mail")
    site.manage("deliver_mail")
    waited.append(timed(lambda: somebody.open(site.sink.wait_for(address).path)))
    waited.append(timed(lambda: somebody.press("Confirm my signature")))
    somebody.look("Thank you for signing")
    assert name in names(somebody, "/ask-first/signatories/")
    site.wait_for_count("ask-first", before + 1)
    waited.append(site.sign("ask-first", patient).seconds)
    print("waited", *(f"{seconds:.2f}" for seconds in waited), "s without Valkey")
    assert max(waited) < QUICK
    assert site.sink.to(patient) == []

    valkey(on=True)
    print(f"caught up after {timed(lambda: site.sink.wait_for(patient, within=CATCHES_UP)):.1f} s")
    somebody.open(site.sink.wait_for(address, count=2).path)
    somebody.press("Withdraw my signature")
    somebody.press("Withdraw my signature")
    somebody.look("Your signature is withdrawn")
    assert name not in names(somebody, "/ask-first/signatories/")
    site.wait_for_count("ask-first", before)
    site.sink.wait_for(address, count=3)
    kinds = ["Confirm your signature", "Thank you", "withdrawn"]
    subjects = [each.subject for each in site.sink.to(address)]
    assert [kind in subject for kind, subject in zip(kinds, subjects, strict=True)] == [True] * 3
    assert site.worker.alive


def timed(call):
    began = time.monotonic()
    call()
    return time.monotonic() - began
