"""Benchmarks of processor time: what signing and confirming cost web server and PostgreSQL.

Unlike a rate it hardly depends on what else the machine does. Each has a floor: a bare view that
runs the same SQL statements in as many round trips, so that the rest is the cost of our code.
"""

import pickle
from contextlib import suppress
from statistics import quantiles
from urllib.parse import quote

import psutil
from django.db import connection, transaction
from django.test import Client as Visitor

from tests.bench.load import Client, NotMeasuredError
from tests.bench.people import pressed_buttons
from tests.bench.stage import SLUG
from tests.factories import make_organizer, sign_in

ONCE = 150  # requests in a row
NAMES = ("Maria", "Ambrose", "Li", "Musician", "Zzqx", "مهتاب", "文彦")


class Processor:
    def __init__(self, stage, forms):
        self.stage, self.forms = stage, forms
        self.desk = {}

    def sign(self):
        """Return the milliseconds of a sign POST and of its floor."""
        return self.compared("sign", lambda: self.forms.some(ONCE), expect=302, get=False)

    def confirm(self):
        """Return the milliseconds of a confirm GET and POST and of their floor."""
        return self.compared("confirm", lambda: pressed_buttons(ONCE), expect=200, get=True)

    def compared(self, name, some, *, expect, get):
        client = Client(self.stage.url["site"])
        requests = some()
        ours = self.spent(lambda: [ask(client, each, expect, get) for each in requests], "site")
        statements = [self.statements(each, get) for each in some()]
        file = self.stage.scratch / "statements.pickle"
        file.write_bytes(pickle.dumps(statements))
        paths = [f"/bench/statements/{at}/" for at in range(len(statements))]
        client = Client(self.stage.url["site"])  # the server ends connections without requests
        floor = self.spent(
            lambda: [client.post(path, "", "10.0.0.1", 200) for path in paths], "site"
        )
        return {f"{name}_cpu": ours / ONCE * 1000, f"{name}_floor": floor / ONCE * 1000}

    def statements(self, request, get):
        """Return the SQL statements of a request. They are taken back, to be run by the floor."""
        found = []

        def noted(execute, sql, params, many, context):
            found.append((sql, params))
            return execute(sql, params, many, context)

        path, body, address = request
        headers = {"HTTP_HOST": "127.0.0.1", "HTTP_X_FORWARDED_FOR": address}
        form = "application/x-www-form-urlencoded"
        with transaction.atomic(), connection.execute_wrapper(noted):
            if get:
                Visitor().get(path, **headers)
            answer = Visitor().post(path, body, content_type=form, **headers)
            transaction.set_rollback(True)
        if answer.status_code not in (200, 302):
            raise NotMeasuredError(f"{path} answered {answer.status_code}")
        return [each for each in found if "SAVEPOINT" not in each[0]]

    def spent(self, work, *programs):
        """Return the seconds of processor time that ``programs`` and PostgreSQL need for ``work``.

        Without PostgreSQL's own processes, which still work off what an earlier row left behind.
        """
        before = self.seconds(*programs)
        work()
        return used(before, self.seconds(*programs))

    def seconds(self, *programs):
        """Return the processor time used so far by each process of ``programs`` and PostgreSQL."""
        first = [psutil.Process(self.stage.pids[each]) for each in programs]
        postgres = psutil.Process(self.stage.servers.postgres.child.process.pid)
        backends = [e for e in postgres.children() if is_backend(" ".join(e.cmdline()))]
        further = [child for each in first for child in each.children(recursive=True)]
        found = {}
        for each in (*first, *further, *backends):
            with suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                found[each.pid, each.create_time()] = times.user + times.system
        return found

    def queue(self):
        return {"queue": self.p95([f"/desk/{SLUG}/queue/"] * 20)}

    def desk_search(self):
        paths = [f"/desk/{SLUG}/signatures/?name={quote(each)}" for each in NAMES]
        return {"desk_search": self.p95(paths * 3)}

    def p95(self, paths):
        """Return the milliseconds within which an organizer gets 95 of 100 pages."""
        if not self.desk:
            cookies = sign_in(Visitor(), make_organizer()).cookies
            self.desk = {"Cookie": "; ".join(f"{k}={v.value}" for k, v in cookies.items())}
        client = Client(self.stage.url["large"])
        client.ask("GET", paths[0], None, self.desk, 200)  # the first one is slower
        took = [client.ask("GET", path, None, self.desk, 200)[0] for path in paths]
        return quantiles(took, n=20)[-1]


def used(before, after):
    """Return the seconds that all processes used between; one that ended meanwhile used none."""
    return sum(seconds - before.get(process, 0.0) for process, seconds in after.items())


def is_backend(title):
    """Return whether a process of PostgreSQL answers queries: "postgres: USER DATABASE HOST …"."""
    return title.startswith("postgres: letter ")


def ask(client, request, expect, get):
    path, body, address = request
    if get:
        client.get(path)
    client.post(path, body, address, expect=expect)
