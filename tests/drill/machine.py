"""A machine for the commands of the operators' guide, run as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "letter_site/deploy/README.md"
DAY = "2026-03-14"
# Stand-ins for what only a Debian machine with systemd has.
MACHINE = """
    set -e -o pipefail
    manage() { "$PYTHON" "$ROOT/manage.py" "$@"; }
    runuser() { shift 3; "$@"; }
    systemctl() { echo "systemctl $*"; }
    install() { mkdir -p "${@: -1}"; }
    date() { echo "$DAY"; }
    age() { if [ "$1" = -d ]; then cat "$4"; else cat; fi; }
"""


class Machine:
    """A server of its own for the site, as far as the guide's commands need one."""

    def __init__(self, servers, files):
        self.servers, self.files = servers, files
        self.var_dir = files / "var"
        self.env = {
            **os.environ,
            **servers.environment,
            "PATH": f"{servers.postgres.programs}:{os.environ['PATH']}",
            "PGHOST": str(servers.postgres.sockets),
            "PGUSER": "letter",
            "REDIS_URL": "redis://nowhere.invalid",
            "VAR_DIR": str(self.var_dir),
            "DEBUG": "True",
            "SECRET_KEY": "of the drill",
            "SITE_URL": "http://localhost",
            "EMAIL_URL": "consolemail://",
            "PYTHON": sys.executable,
            "ROOT": str(ROOT),
            "DAY": DAY,
            "your_key": "age1",
            "your_identity": "identity",
            "DJANGO_SETTINGS_MODULE": "letter_site.settings",
        }

    def run(self, *command, text=None):
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, input=text, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def manage(self, *arguments, text=None):
        return self.run(sys.executable, "-W", "ignore", "manage.py", *arguments, text=text)

    def shell(self, code):
        return self.manage("shell", "-v0", "-c", code)

    def guide(self, block):
        """Run a block of the guide's chapter, with folders of this test's own."""
        block = block.replace("/var/backups", str(self.files / "backups"))
        return self.run("bash", "-c", MACHINE + block)

    def rows(self, query, *values):
        with psycopg.connect(self.servers.database_url) as connection:
            return connection.execute(query, values or None).fetchall()


def blocks_of(chapter):
    text = GUIDE.read_text().partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
