"""The stage of the load test: the site as in `make run`, behind deploy/nginx.conf."""

import os
from contextlib import suppress
from pathlib import Path

import django
import psutil
import psycopg
from django.core.management import call_command
from django.db import connections

from letter_site.local.run import PYTHON
from tests.bench import front
from tests.bench.stage import Stage, free_port

# nginx normally ignores the address that a visitor claims in X-Forwarded-For. Here one machine
# acts as a whole crowd, so nginx must believe it.
BELIEVED = "http {\n    set_real_ip_from 127.0.0.1;\n    real_ip_header X-Forwarded-For;"

# Three times and half the share of the others, as CPUWeight says in the units.
PRIORITIES = {"forms": -15, "worker": -7}


class LoadStage(Stage):
    """A stage for the crowd. `pids` has the programs by name, `groups` those of the report."""

    def environments(self):
        super().environments()
        self.large["DJANGO_SETTINGS_MODULE"] = "letter_site.settings"

    def fill(self):
        os.environ.update(self.large)
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demonstration", signatures=self.rows)
        connections.close_all()
        with psycopg.connect(self.address("letter"), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
            connection.execute("CHECKPOINT")

    def start_all(self):
        for server in (self.servers.postgres, self.servers.valkey):
            put_first(server.child.process.pid)
        self.links.write_text("")
        self.child("sink", [*PYTHON, "tests.load.sink", str(self.mail_port), self.links])
        self.granian("site", self.large, "letter_site.settings")
        self.granian("forms", self.large, "letter_site.settings")
        self.start_nginx()
        self.at_the_end.enter_context(self.workers())
        for url in self.url.values():
            self.wait_for(url)

    def start_nginx(self):
        scratch, self.nginx_port = self.scratch / "nginx", free_port()
        scratch.mkdir(exist_ok=True)
        (scratch / "static").symlink_to(self.var_dir / "static")
        site, forms = (self.url[name].removeprefix("http://") for name in ("site", "forms"))
        command = front.command(scratch, self.nginx_port, site, forms)
        file = scratch / "nginx.conf"
        file.write_text(file.read_text().replace("http {", BELIEVED, 1))
        self.child("nginx", command)
        self.url["nginx"] = f"http://127.0.0.1:{self.nginx_port}"

    def child(self, name, command, env=None):
        child = super().child(name, command, env)
        self.pids[name] = child.process.pid
        put_first(child.process.pid, PRIORITIES.get(name, -10))
        return child

    @property
    def groups(self):
        pids = self.pids
        return {
            "nginx": [pids["nginx"]],
            "readers": [pids["site"]],
            "forms": [pids["forms"]],
            "postgres": [self.servers.postgres.child.process.pid],
            "celery": [pids["worker"], pids["beat"]],
            "valkey": [self.servers.valkey.child.process.pid],
            "sink": [pids["sink"]],
        }


def put_first(pid, priority=-10):
    """Let a program come before others on this machine, which are no part of the measure."""
    with suppress(OSError):  # needs root, and Linux
        Path(f"/proc/{pid}/autogroup").write_text(str(priority))


def cpu_seconds(groups):
    """Return CPU seconds so far by group, including processes that have ended.

    "generator" is this program, "others" everything else on this machine.
    """
    spent = {name: sum(map(tree_seconds, pids)) for name, pids in groups.items()}
    own = psutil.Process().cpu_times()
    spent["generator"] = own.user + own.system
    all_cores = psutil.cpu_times()
    busy = all_cores.user + all_cores.nice + all_cores.system + all_cores.irq + all_cores.softirq
    return spent | {"others": busy - sum(spent.values())}


def tree_seconds(pid):
    spent = 0.0
    process = psutil.Process(pid)
    for each in [process, *process.children(recursive=True)]:
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        spent += times.user + times.system + times.children_user + times.children_system
    return spent
