"""Benchmarks of whole lists: the public CSV export, and the import of names."""

import csv
import threading
from io import StringIO
from time import perf_counter, sleep

import psutil
from django.core.management import call_command, get_commands
from django.db import connection

from signatures.models import Signature, Statement, User
from tests.bench.load import Client, NotMeasuredError
from tests.bench.stage import SLUG

IMPORTED = 20_000  # rows a round; a million would take too long
MIB = 1024 * 1024


class Files:
    def __init__(self, stage):
        self.stage = stage
        self.imported = 0

    def csv(self):
        """Return rows a second over HTTP and by COPY, and the server's growth in MiB."""
        rows, floor = self.copied()
        server = psutil.Process(self.stage.pids["large"])
        family = [server, *server.children(recursive=True)]  # found now, because the search is slow
        before, over = memory(family), threading.Event()
        peak = [before]
        watcher = threading.Thread(target=watch, args=(family, peak, over))
        watcher.start()
        took, content = Client(self.stage.url["large"]).get(f"/{SLUG}/signatories.csv")
        over.set()
        watcher.join()
        lines = content.count(b"\r\n")
        if lines < rows:
            raise NotMeasuredError(f"{lines} lines came for {rows} signatures")
        grown = (peak[0] - before) / MIB
        return {"csv": rows * 1000 / took, "COPY TO STDOUT": rows / floor, "csv_memory": grown}

    def copied(self):
        """Return the number of listed rows and the seconds that COPY takes for them."""
        columns = ("name", "credit", "occupation__name", "country", "attested_at", "published_at")
        listed = Signature.objects.listed(Statement.objects.get(slug=SLUG)).order_by()
        sql, parameters = listed.values_list(*columns).query.sql_with_params()
        began, rows = perf_counter(), 0
        copy = f"COPY ({sql}) TO STDOUT (FORMAT CSV)"
        with connection.cursor() as cursor, cursor.copy(copy, parameters) as blocks:
            for block in blocks:
                rows += bytes(block).count(b"\n")
        return rows, perf_counter() - began

    def load(self):
        """Return rows a second by import_signatures, and by COPY into a table like ours."""
        if "import_signatures" not in get_commands():
            raise NotMeasuredError("there is no import_signatures")
        file = self.stage.scratch / "names.csv"
        with file.open("w", newline="") as out:
            lines = csv.writer(out)
            lines.writerow(["name", "email", "credit"])
            for number in range(self.imported, self.imported + IMPORTED):
                mailbox = f"paper{number}@example.org"
                lines.writerow([f"Ada {letters(number)}", mailbox, "Composer"])
        self.imported += IMPORTED
        floor = self.copy_alone()
        before = Signature.objects.filter(added_by_organizers=True).count()
        began = perf_counter()
        by = User.objects.filter(role="moderator").first()
        by = by or User.objects.create_user("importer@example.org", role="moderator")
        call_command("import_signatures", str(file), statement=SLUG, by=by.email, stdout=StringIO())
        rate = IMPORTED / (perf_counter() - began)
        added = Signature.objects.filter(added_by_organizers=True).count() - before
        if added != IMPORTED:
            raise NotMeasuredError(f"{added} of {IMPORTED} were added")
        return {"import": rate, "COPY FROM STDIN": floor}

    def copy_alone(self):
        """COPY the same number of ready rows into a table like ours, with its indexes."""
        ready = "SELECT * FROM signatures_signature ORDER BY id LIMIT %s"
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_copy")
            cursor.execute("CREATE TABLE bench_copy (LIKE signatures_signature INCLUDING ALL)")
            with cursor.copy(f"COPY ({ready}) TO STDOUT", [IMPORTED]) as copy:
                rows = [bytes(block) for block in copy]
            began = perf_counter()
            with cursor.copy("COPY bench_copy FROM STDIN") as copy:
                for row in rows:
                    copy.write(row)
            took = perf_counter() - began
            cursor.execute("DROP TABLE bench_copy")
        return IMPORTED / took


def memory(processes):
    """Return the resident bytes of all processes together."""
    return sum(each.memory_info().rss for each in processes)


def watch(processes, peak, over):
    while not over.is_set():
        peak[0] = max(peak[0], memory(processes))
        sleep(0.05)


def letters(number):
    """Return a number written in letters, because a name cannot contain digits."""
    return "".join("ABCDEFGHIJ"[int(digit)].lower() for digit in str(number)).capitalize()
