"""Readers and signers through the moment at which a statement becomes public.

    python -m tests.load.moment [SECONDS] [READERS] [SIGNERS]

For SECONDS (60), READERS (1000) requests a second for its pages and SIGNERS (20) forms a second
come through the shipped nginx, as in production. It becomes public in the middle, by its date
alone. Invited people sign before that, everyone afterwards. It prints what went wrong, and how
long an answer took from the time at which the request was due.
"""

import asyncio
import json
import math
import os
import statistics
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random

from letter_site.local.embedded import make_var_dir
from letter_site.local.run import BASE_DIR
from tests.bench import front
from tests.bench.report import aligned
from tests.bench.stage import SLUG
from tests.load.__main__ import YOUNGEST, first_in_turn, leave_nothing
from tests.load.client import Client, LostError
from tests.load.mix import LIST, PAGE, Browsers
from tests.load.stage import LoadStage, cpu_seconds

ROWS = 2_000  # signatures in the database, a few hundred of them elsewhere
WARM = 24  # forms and pages of each kind before it begins, as on a site that has run for weeks
WITHIN = 1  # seconds after publication in which every page has to be there
READ = [(f"/{SLUG}/", PAGE, 65), (LIST, PAGE, 25), (f"/{SLUG}/press/", PAGE, 10)]


class Moment:
    """One run. ``at`` is the Unix time of publication."""

    def __init__(self, stage, forms, seconds, readers, signers):
        from tests.bench.people import people, text  # noqa: PLC0415 - models need a database

        self.client, self.browsers = Client(stage.nginx_port), Browsers(Random(2026))
        self.forms, self.seconds, self.random = forms, seconds, Random(2027)
        self.rates = {"read": readers, "sign": signers}
        self.wrong, self.answers = Counter(), Counter()
        self.people, self.secret = people(signers * seconds + WARM), text().statement.invitation
        self.took = {"read": [], "sign": []}
        self.first_shown = None
        self.by_second = {}

    async def run(self):
        await asyncio.sleep(YOUNGEST)
        await self.warm_up()
        began = time.time()
        self.at = began + self.seconds / 2
        await asyncio.to_thread(publish, self.at)
        async with asyncio.TaskGroup() as group:
            for kind, each in (("read", self.read), ("sign", self.sign)):
                group.create_task(self.come(group, kind, each, began))
        self.client.close()

    async def warm_up(self):
        """Let every thread of the site answer once, and wait for it."""
        self.at = math.inf
        asked = [self.sign()[0] for _ in range(WARM)]
        for path, accept, _ in READ:  # no cache has an answer to these addresses
            asked += [self.browsers.get(f"{path}?after={n}", accept) for n in range(WARM)]
        answers = await asyncio.gather(*map(self.client.ask, asked))
        self.answers["warm sign", 302] = sum(each.status == 302 for each in answers)

    async def come(self, group, kind, each, began):
        """Start a request each time one is due, even if others still wait."""
        for number in range(int(self.rates[kind] * self.seconds)):
            due = began + number / self.rates[kind]
            if (left := due - time.time()) > 0:
                await asyncio.sleep(left)
            group.create_task(self.asked(kind, due, each()))

    def read(self):
        path, accept, _ = self.random.choices(READ, [each[2] for each in READ])[0]
        return self.browsers.get(path, accept), self.check_page

    def sign(self):
        mailbox, address = next(self.people)
        invitation = self.secret if time.time() < self.at else ""
        body = self.forms.body(mailbox).replace("invitation=", f"invitation={invitation}")
        return self.browsers.post(f"/{SLUG}/sign/", body, address), self.check_form

    async def asked(self, kind, due, asked):
        request, check = asked
        sent = time.time()
        loop = asyncio.get_running_loop()
        try:
            answer = await self.client.ask(request, loop.time() - (sent - due))
        except LostError as error:
            self.wrong[kind, str(error)] += 1
            return
        came = time.time()
        self.took[kind].append((came - due) * 1000)
        second = self.by_second.setdefault((kind, math.floor(due - self.at)), ([], Counter()))
        second[0].append((came - due) * 1000)
        second[1][answer.status] += 1
        self.answers[kind, answer.status] += 1
        if what := check(answer.status, sent, came):
            self.wrong[kind, what] += 1

    def check_page(self, status, sent, came):
        """Return what is wrong with an answer to a reader, or None."""
        if status == 200 and came < self.at:
            return "shown before the moment"
        if status == 200 and self.first_shown is None:
            self.first_shown = came - self.at
        if status == 404 and sent > self.at + WITHIN:
            return "not shown after the moment"
        return None if status in (200, 404) else str(status)

    def check_form(self, status, sent, came):
        return None if status == 302 else str(status)


def hide():
    from signatures.models import Statement  # noqa: PLC0415

    Statement.objects.filter(slug=SLUG).update(publishes_at=None)


def publish(at):
    """Set the time of publication as the launch page does."""
    from signatures.actions.statements import settings  # noqa: PLC0415
    from signatures.models import Statement, User  # noqa: PLC0415

    statement = Statement.objects.get(slug=SLUG)
    moment = datetime.fromtimestamp(at).astimezone()
    by, _ = User.objects.get_or_create(email="editor@example.org")
    settings.change(statement, {"publishes_at": moment}, seen=settings.revision(statement), by=by)


class MomentStage(LoadStage):
    def fill(self):
        super().fill()
        hide()


def summary(moment, stage, spent):
    from signatures.models import Signature  # noqa: PLC0415

    written = Signature.objects.filter(mailbox__startswith="signer").count()
    accepted = moment.answers["sign", 302] + moment.answers["warm sign", 302]
    return {
        "errors": {" ".join(key): number for key, number in moment.wrong.items()},
        "answers": {f"{kind} {status}": n for (kind, status), n in moment.answers.items()},
        "ms": {kind: shares(took) for kind, took in moment.took.items() if len(took) > 1},
        "first page after the moment, ms": round((moment.first_shown or 0) * 1000),
        "signatures written less accepted": written - accepted,
        "processor seconds": {name: round(each, 1) for name, each in spent.items()},
    }


def curve(by_second):
    """Return a line for each second, counted from the time of publication."""
    rows = [("", "second", "number", "p50 ms", "longest", "answers")]
    for (kind, second), (took, answers) in sorted(by_second.items()):
        numbers = (second, len(took), round(statistics.median(took)), round(max(took)))
        said = ", ".join(f"{status}: {number}" for status, number in sorted(answers.items()))
        rows.append((kind, *map(str, numbers), said))
    return aligned(rows)


def shares(took):
    cuts = statistics.quantiles(took, n=100)
    return {"p50": round(cuts[49]), "p95": round(cuts[94]), "p99": round(cuts[98])}


def main(seconds=60, readers=1000, signers=20):
    front.install()
    var_dir = make_var_dir(Path(os.environ.get("VAR_DIR") or BASE_DIR / "var") / "moment")
    leave_nothing(var_dir)
    before = os.getloadavg()
    try:
        with MomentStage(var_dir, ROWS) as stage:
            from tests.bench.people import Forms  # noqa: PLC0415

            moment = Moment(stage, Forms(), seconds, readers, signers)
            spent = cpu_seconds(stage.groups)
            with first_in_turn():
                asyncio.run(moment.run())
            after = cpu_seconds(stage.groups)
            done = summary(moment, stage, {name: after[name] - spent[name] for name in after})
    finally:
        leave_nothing(var_dir)
    about = {"at": f"{datetime.now().astimezone():%d %B %Y, %H:%M}", "load before": before}
    asked = {"seconds": seconds, "readers a second": readers, "forms a second": signers}
    print(curve(moment.by_second))
    print(json.dumps(asked | about | done, indent=2))
    return 1 if done["errors"] or done["signatures written less accepted"] else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
