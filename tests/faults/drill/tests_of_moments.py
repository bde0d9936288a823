"""Faults at one exact moment: their tests are run as they are in `make test`."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1]
TESTS = {
    "F4": ("A sender is killed between the server's 250 and the mark.", "test_killed_sender.py"),
    "F5": ("Refused, put off, closed after each e-mail, not there.", "test_mail_server.py"),
    "F14": ("200 times the same form, 50 times the same link.", "test_many_at_once.py"),
}


def rows():
    return [_row(fault, what, name) for fault, (what, name) in TESTS.items()]


def _row(fault, what, name):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(FOLDER / name)]
    done = subprocess.run(command, capture_output=True, text=True)
    said = (done.stdout.strip().splitlines() or [""])[-1]
    return {"fault": fault, "what": what, "passed": done.returncode == 0, "said": said}
