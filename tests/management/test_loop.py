import os
import signal
from threading import Event

import pytest
from django.db import OperationalError

from signatures.management import loop


def test_repeat_goes_on_after_errors_and_names_them_without_their_words(caplog, monkeypatch):
    monkeypatch.setattr(loop, "close_old_connections", lambda: None)
    monkeypatch.setattr(loop.connections, "close_all", lambda: closed.append(1))
    closed = []
    stopped, calls = Event(), []
    waits = []
    stopped.wait = waits.append

    def step():
        calls.append(1)
        if len(calls) == 9:
            stopped.set()
        if len(calls) in (2, 3, 4, 5, 6, 7, 8):
            raise OperationalError("no connection for ada@example.org")
        return 0.5

    loop.repeat(step, stopped)

    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 0.5]
    assert len(closed) == 7
    assert "OperationalError in test_loop.py" in caplog.text
    assert "ada@" not in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_until_stopped_lets_what_was_begun_end(number):
    before = signal.getsignal(number)

    with loop.until_stopped() as stopped:
        os.kill(os.getpid(), number)
        assert stopped.is_set()

    assert signal.getsignal(number) is before
