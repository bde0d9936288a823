"""Servers that hang: what they hold of the site, and whom they do not touch."""

import threading
import time

import pytest
import requests

from signatures.actions.guilds.sign_in import turns
from signatures.actions.guilds.sign_in.turns import Turn
from signatures.errors import ProviderAwayError

A, B = "https://a.example", "https://b.example"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    turns._servers.clear()
    yield
    turns._servers.clear()


def hang(issuer, number):
    """Hold ``number`` places at a server, as requests do that get no answer."""
    held = [Turn(issuer) for _ in range(number)]
    for each in held:
        each.__enter__()
    return held


def test_guild_whose_server_hangs_refuses_its_own_members_and_no_others():
    hang(B, turns.AT_ONCE)

    with pytest.raises(ProviderAwayError):
        Turn(B).__enter__()
    with Turn(A):
        pass


def test_servers_that_hang_leave_a_thread_to_the_rest_of_the_site():
    hang(B, turns.AT_ONCE)
    hang(A, turns.IN_ALL - turns.AT_ONCE)

    with pytest.raises(ProviderAwayError):
        Turn("https://c.example").__enter__()


def test_members_wait_for_a_place_at_a_server_that_answers(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 60)  # on a machine that may be busy
    done = []

    def sign_in():
        with Turn(A):
            time.sleep(0.01)
            done.append(1)

    monkeypatch.setattr(Turn, "_check", lambda self: None)  # no database in the threads
    threads = [threading.Thread(target=sign_in) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(done) == 12


def test_nobody_waits_for_a_server_that_has_hung_for_long():
    held = hang(B, turns.AT_ONCE)
    turns._servers[held[0].mark].running[:] = [time.monotonic() - 60] * turns.AT_ONCE

    assert turns._servers[held[0].mark].patience == 0


def test_server_that_failed_is_left_alone_and_then_tried_by_one(settings):
    with pytest.raises(ProviderAwayError, match="ConnectionError"), Turn(B):
        raise requests.ConnectionError
    with pytest.raises(ProviderAwayError, match="a moment ago"):
        Turn(B).__enter__()
    assert turns.is_away(B)

    turns.forgive(B)
    [first] = hang(B, 1)
    with pytest.raises(ProviderAwayError, match="too many"):
        Turn(B).__enter__()
    first.__exit__(None, None, None)

    hang(B, turns.AT_ONCE)


def test_refusal_of_a_person_is_no_fault_of_the_server():
    with pytest.raises(KeyError), Turn(A):
        raise KeyError
    assert not turns.is_away(A)
