"""Whether mail, worker, clock, cache and database are well, in words, with what to do if not."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.cache import caches
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.mail import health as mail_health
from signatures.actions.monitoring import database
from signatures.actions.monitoring.job_runs import Job
from signatures.actions.monitoring.metrics import CELERY_QUEUE

QUIET = timedelta(minutes=2)  # some job starts every second, and a start is noted twice a minute


class Part(NamedTuple):
    """One part of the site. ``to_do`` is empty while it is well."""

    name: str | Promise
    is_well: bool
    state: str
    to_do: str = ""


def all_parts(*, jobs: list[Job], mail: mail_health.Mail, mail_troubles: list[str]) -> list[Part]:
    """Return the five parts. Writes nothing; ``jobs`` and ``mail`` are what was found before."""
    now = timezone.now()
    facts = database.health()
    redis = Redis.read()
    return [
        _mail(mail, mail_troubles, now),
        _worker(jobs, redis, now),
        _clock(jobs, redis, facts, now),
        _cache(redis),
        _database(facts),
    ]


class Redis(NamedTuple):
    is_up: bool
    waiting: int  # messages of the clock to the worker

    @classmethod
    def read(cls) -> "Redis":
        pages: Any = caches["pages"]
        is_up = pages.is_up()
        return cls(is_up, pages.messages_waiting(CELERY_QUEUE) if is_up else 0)


def _mail(mail: mail_health.Mail, troubles: list[str], now: datetime) -> Part:
    name = _("E-mail")
    if troubles:
        return Part(name, False, gettext("E-mail does not go out as it should."), troubles[0])
    state = gettext("E-mail goes out. Due now: %(due)s. Sent in the last hour: %(sent)s.")
    return Part(name, True, state % {"due": mail.due, "sent": mail.sent_in_an_hour})


def _worker(jobs: list[Job], redis: Redis, now: datetime) -> Part:
    name = _("Worker")
    quiet = _nothing_started(jobs, now)
    if quiet and redis.waiting:
        state = gettext("It has started no job for two minutes. Messages that wait for it: %(n)s.")
        to_do = gettext("Start it again: systemctl restart letter-worker.")
        return Part(name, False, state % {"n": redis.waiting}, to_do)
    if quiet:
        state = gettext("It has started no job for two minutes, because nothing asks it to.")
        to_do = gettext(
            "See “Clock” and “Cache”. Until they are well: systemctl start letter-jobs."
        )
        return Part(name, False, state, to_do)
    troubled = [each.label for each in jobs if each.state != "ok"]
    if troubled:
        state = gettext("It works, but not every job is done: %(jobs)s.")
        to_do = gettext("Read the sentences under “Scheduled jobs”.")
        return Part(name, False, state % {"jobs": ", ".join(map(str, troubled))}, to_do)
    return Part(name, True, gettext("It works. Every scheduled job is done in time."))


def _clock(jobs: list[Job], redis: Redis, facts: database.Database, now: datetime) -> Part:
    name = _("Clock")
    if _nothing_started(jobs, now) and redis.is_up and not redis.waiting:
        state = gettext("It has asked for no job for two minutes.")
        to_do = gettext("Start it again: systemctl restart letter-beat. Run exactly one.")
        return Part(name, False, state, to_do)
    if _nothing_started(jobs, now) and not redis.is_up:
        state = gettext("It cannot reach the worker, because Redis does not answer.")
        return Part(name, False, state, gettext("See “Cache”."))
    if not facts.clocks_agree:
        state = gettext("The times of web server and database differ by %(seconds)s seconds.")
        seconds = round(abs(facts.ahead.total_seconds()))
        to_do = gettext("Run timedatectl on both machines, and have both set their time by NTP.")
        return Part(name, False, state % {"seconds": seconds}, to_do)
    state = gettext("It asks for every job in time. Web server and database have the same time.")
    return Part(name, True, state)


def _cache(redis: Redis) -> Part:
    name = _("Cache")
    if redis.is_up:
        return Part(name, True, gettext("Redis answers."))
    state = gettext(
        "Redis does not answer. Nothing is lost, but every page is made for each reader, and"
        " scheduled jobs stop."
    )
    to_do = gettext("Start Redis again. Until then: systemctl start letter-jobs.")
    return Part(name, False, state, to_do)


def _database(facts: database.Database) -> Part:
    name = _("Database")
    values = {"used": facts.connections, "most": facts.most_connections}
    faults = [
        (
            facts.only_reads,
            gettext("It only reads, so no one can sign."),
            gettext("This is a replica, or it was set to read only. Point DATABASE_URL elsewhere."),
        ),
        (
            not facts.has_room,
            gettext("Its disk is full, so no one can sign."),
            gettext("Make room on its disk. No program needs a restart."),
        ),
        (
            facts.is_nearly_full,
            gettext("Connections used: %(used)s of %(most)s.") % values,
            gettext("Put PgBouncer in front, or raise max_connections."),
        ),
        (
            facts.archives and facts.archiving_fails,
            gettext(
                "Its log is not archived: after a crash of its disk, newer signatures are lost."
            ),
            gettext("Read PostgreSQL’s log, and check the machine that keeps the archive."),
        ),
    ]
    for is_so, state, to_do in faults:
        if is_so:
            return Part(name, False, state, to_do)
    state = gettext("It takes changes. Connections used: %(used)s of %(most)s.") % values
    return Part(name, True, state)


def _nothing_started(jobs: list[Job], now: datetime) -> bool:
    """Return whether no job has started lately, by worker, letter-jobs or hand."""
    last = max(each.run.started_at or each.run.known_since for each in jobs)
    return now - last > QUIET
