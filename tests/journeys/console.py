"""One process of the site's own code, for a journey that calls it often: Django starts once."""

import json
import subprocess
import sys
from importlib import import_module

from letter_site.local import run

SERVE = "from tests.journeys import console; console.serve()"


class Console:
    """Calls functions of a module of tests in the site's database. Use it in ``with``."""

    def __init__(self, site, module):
        self.module = module
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", SERVE]
        self.process = subprocess.Popen(
            command,
            cwd=run.BASE_DIR,
            env=site.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, function, *values):
        """Return what ``function`` returns there; values and answer are JSON."""
        self.process.stdin.write(json.dumps([self.module, function, values]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"{function} failed: see above"
        return json.loads(answer)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def serve():
    """Answer calls until there are no more. An error ends the process, which says what it was."""
    for line in sys.stdin:
        module, function, values = json.loads(line)
        answer = getattr(import_module(module), function)(*values)
        print(json.dumps(answer), flush=True)
