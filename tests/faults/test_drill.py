"""The short form of `make faults`: some seconds of five faults, and every invariant after them."""

import copy
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.faults.drill import injected, invariants
from tests.faults.drill.crowd import Crowd
from tests.faults.drill.history import FAIL, OK, Attempt, History
from tests.faults.drill.injected import Excuse
from tests.faults.drill.invariants import broken
from tests.faults.drill.run import drain, drilled

SECONDS, RATE = 2, 6
FAULTS = [
    injected.web_killed,
    injected.database_killed,
    injected.valkey_stopped,
    injected.mail_server_moody,
    injected.worker_killed,
]
NUMBER = "SELECT id FROM signatures_outgoingmail WHERE message_id = %s"
OF = "(SELECT id FROM signatures_signature WHERE email = %s)"


@pytest.fixture
def working(site):
    """The site with a worker, because the drill kills one."""
    with ExitStack() as at_the_end:
        at_the_end.callback(site.worker.stop, within=5)
        site.worker.start()
        yield site


@pytest.mark.timeout(600)  # it takes 40 s, and longer on a machine that is busy
def test_whoever_saw_the_thank_you_page_is_stored_and_gets_the_mail(working):
    row = drilled(working, FAULTS, SECONDS, RATE, name="short")

    assert row["broken"] == []
    assert row["ok"] > 0
    assert row["confirmed"] > 0


class Told:
    """Three people who signed and confirmed, with nothing wrong yet."""

    def __init__(self, site, slug):
        site.call("tests.faults.drill.inside", "begin", slug)
        site.sink.mails.clear()
        self.site, self.slug, self.excuses = site, slug, []
        self.history = History()
        self.people = [f"{slug}-{number}@example.org" for number in range(3)]
        crowd = Crowd(site, slug, self.history, rate=1)
        for each in self.people:
            assert crowd.sign(each)
        drain(site)
        crowd.confirm_all()
        drain(site)

    def broken(self):
        return broken(self.site, self.slug, self.history, self.excuses)

    def say(self, kind, email, outcome=OK, status=302):
        self.history.add(Attempt(kind, email, outcome, status, 0.1))


@pytest.fixture
def told(site, request):
    told = Told(site, f"told-{len(request.node.name)}")
    assert told.broken() == []
    return told


def test_each_invariant_finds_what_does_not_fit(told):
    site, (one, two, three) = told.site, told.people
    told.say("sign", "lost@example.org")
    told.say("sign", "other@example.org", FAIL, 500)
    told.say("confirm", three, FAIL, 200)  # a page, and not the one that thanks
    site.sql(f"DELETE FROM signatures_outgoingmail WHERE signature_id = {OF}", one)
    site.sql("UPDATE signatures_signature SET email = 'moved@example.org' WHERE email = %s", two)
    site.sink.mails.append(copy.copy(site.sink.to(three)[0]))

    assert told.broken() == [
        "I1 lost@example.org was told that it worked and is not stored",
        f"I1 {two} was told that it worked and is not stored",
        f"I1 {two} was thanked and is not confirmed",
        *(f"I3 signature {pk} has 0 e-mails {kind}" for kind in ("confirm", "thank_you")
          for [pk] in site.sql(f"SELECT {OF}", one)),
        "I6 lost@example.org got 0 e-mails after sign",
        f"I6 {three} got an e-mail again, and its sender was not killed",
        "I7 confirm was answered 200",
        "I7 sign was answered 500",
    ]  # fmt: skip


def test_an_email_may_come_again_when_its_sender_was_killed_just_after_it_came(told):
    [again, _] = told.site.sink.to(told.people[0])
    told.site.sink.mails.append(copy.copy(again))
    told.excuses = [Excuse(again.came_at - 40, again.came_at - 35, 1)]
    assert [each[:2] for each in told.broken()] == ["I6"]

    told.excuses = [Excuse(again.came_at + 1, again.came_at + 1, 1)]
    assert told.broken() == []

    told.site.sink.mails.append(copy.copy(again))
    assert [each[:2] for each in told.broken()] == ["I6"]


def test_an_email_may_come_again_when_its_sender_did_not_wait_for_the_answer(told):
    [again, _] = told.site.sink.to(told.people[1])
    told.site.sink.mails.append(copy.copy(again))
    assert [each[:2] for each in told.broken()] == ["I6"]

    pk = told.site.value(NUMBER, again.id.strip("<>").partition("@")[0])
    log = told.site.log_dir / "told.log"
    log.write_text(f"WARNING E-mail {pk} was not sent: SMTPServerDisconnected\n")
    try:
        assert told.broken() == []
    finally:
        log.unlink()


def test_table_of_invariants_says_of_each_whether_it_held():
    lines = invariants.as_text(["I2 a is there 2 times", "I2 b is there 2 times"]).splitlines()

    assert [each.split(" - ")[0].strip() for each in lines] == [
        "I1: held",
        "I2: broken 2 times",
        "I3: held",
        "I4: held",
        "I6: held",
        "I7: held",
        "I8: held",
    ]


class WrongSite:
    """Answers of a site in which rows, counts and decisions do not fit."""

    def sql(self, query, *values):
        if "FROM signatures_signature" in query:
            return [(1, "a@example.org", "published"), (2, "a@example.org", "published")]
        return [(1, 2)] if "signatures_decision" in query else [(1, 1), (2, 1)]

    def count(self, slug):
        return 3

    def call(self, *what):
        return ["all of a: 3 kept, 2 counted"]

    sink, log_dir = SimpleNamespace(mails=[]), Path("/nowhere")


def test_rows_counts_and_decisions_that_do_not_fit_are_found(monkeypatch):
    monkeypatch.setattr(invariants, "COUNTED_WITHIN", 0)

    assert broken(WrongSite(), "a", History(), []) == [
        "I2 a@example.org is there 2 times",
        "I4 the site counts 3, and 1 are published",
        "I4 all of a: 3 kept, 2 counted",
        "I8 signature 1 is published with 2 decisions",
        "I8 signature 2 is published with 0 decisions",
    ]
