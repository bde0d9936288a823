"""One process of the site's own code for all calls of the tests, so that Django starts once."""

import io
import json
import subprocess
import sys
import traceback
from importlib import import_module

from django.core.management import call_command
from django.db import connections

from letter_site.local import run

SERVE = "from tests.journeys import console; console.serve()"


class Console:
    """Calls functions of test modules in the site's database. ``stop`` ends its process."""

    def __init__(self, env):
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", SERVE]
        self.process = subprocess.Popen(
            command,
            cwd=run.BASE_DIR,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, module, function, *values):
        """Return what ``function`` of ``module`` returns there; values and answer are JSON."""
        self.process.stdin.write(json.dumps([module, function, values]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the console ended in {module}.{function}"
        answer, failure = json.loads(line)
        assert failure is None, failure
        return answer

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def run_command(*arguments):
    """Run a ``manage.py`` command to its end and return its output."""
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().strip()


def serve():
    """Answer calls with [what was returned, traceback or None] until there are no more."""
    for line in sys.stdin:
        module, function, values = json.loads(line)
        try:
            answer = json.dumps([getattr(import_module(module), function)(*values), None])
        except Exception:
            answer = json.dumps([None, traceback.format_exc()])
        # A test may end the database before the next call.
        connections.close_all()
        print(answer, flush=True)
