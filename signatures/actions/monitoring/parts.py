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
    """Return all parts. Writes nothing; ``jobs`` and ``mail`` are what was found before."""
    now = timezone.now()
    facts = database.health()
    redis = Redis.read()
    return [
        _mail(mail, mail_troubles, now),
        _worker(jobs, redis, now),
        _clock(jobs, redis, facts, now),
        _cache(redis),
        _database(facts),
        *_replica(database.health_of_replica()),
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
        return Part(
            name, False, gettext("E-mails are not being sent as they should be."), troubles[0]
        )
    state = gettext("It is working. Due now: %(due)s. Sent in the last hour: %(sent)s.")
    return Part(name, True, state % {"due": mail.due, "sent": mail.sent_in_an_hour})


def _worker(jobs: list[Job], redis: Redis, now: datetime) -> Part:
    name = _("Worker")
    quiet = _nothing_started(jobs, now)
    if quiet and redis.waiting:
        state = gettext("It has not started a job for two minutes. Jobs waiting for it: %(n)s.")
        to_do = gettext("Restart it: systemctl restart letter-worker.")
        return Part(name, False, state % {"n": redis.waiting}, to_do)
    if quiet:
        state = gettext("It has not started a job for two minutes, because nothing tells it to.")
        to_do = gettext(
            "See “Clock” and “Cache”. Until they work again: systemctl start letter-jobs."
        )
        return Part(name, False, state, to_do)
    troubled = [each.label for each in jobs if each.state != "ok"]
    if troubled:
        state = gettext("It is running, but these jobs are not getting done: %(jobs)s.")
        to_do = gettext("See what is wrong under “Scheduled jobs”.")
        return Part(name, False, state % {"jobs": ", ".join(map(str, troubled))}, to_do)
    return Part(name, True, gettext("It is working. Every scheduled job is done on time."))


def _clock(jobs: list[Job], redis: Redis, facts: database.Database, now: datetime) -> Part:
    name = _("Clock")
    if _nothing_started(jobs, now) and redis.is_up and not redis.waiting:
        state = gettext("It has not sent a job to the worker for two minutes.")
        to_do = gettext("Restart it: systemctl restart letter-beat. Run only one.")
        return Part(name, False, state, to_do)
    if _nothing_started(jobs, now) and not redis.is_up:
        state = gettext("It cannot reach the worker, because Redis does not respond.")
        return Part(name, False, state, gettext("See “Cache”."))
    if not facts.clocks_agree:
        state = gettext("The clocks of web server and database differ by %(seconds)s seconds.")
        seconds = round(abs(facts.ahead.total_seconds()))
        to_do = gettext("Run timedatectl on both machines, and let NTP set the time of both.")
        return Part(name, False, state % {"seconds": seconds}, to_do)
    state = gettext("It is working. Web server and database agree on the time.")
    return Part(name, True, state)


def _cache(redis: Redis) -> Part:
    name = _("Cache")
    if redis.is_up:
        return Part(name, True, gettext("It is working. Redis responds."))
    state = gettext(
        "Redis does not respond. Nothing is lost, but pages are no longer cached, and"
        " scheduled jobs stop."
    )
    to_do = gettext("Start Redis. Until then: systemctl start letter-jobs.")
    return Part(name, False, state, to_do)


def _database(facts: database.Database) -> Part:
    name = _("Database")
    values = {"used": facts.connections, "most": facts.most_connections}
    faults = [
        (
            facts.only_reads,
            gettext("It is read-only, so no one can sign."),
            gettext("This is a replica, or set to read-only. Set DATABASE_URL to the primary."),
        ),
        (
            not facts.has_room,
            gettext("Its disk is full, so no one can sign."),
            gettext("Free up space on its disk. Nothing needs a restart."),
        ),
        (
            facts.is_nearly_full,
            gettext("Connections used: %(used)s of %(most)s.") % values,
            gettext("Put PgBouncer in front of it, or raise max_connections."),
        ),
        (
            facts.archives and facts.archiving_fails,
            gettext(
                "Its log is not being archived: if its disk fails, recent signatures are lost."
            ),
            gettext("Read PostgreSQL’s log, and check the machine that keeps the archive."),
        ),
    ]
    for is_so, state, to_do in faults:
        if is_so:
            return Part(name, False, state, to_do)
    state = gettext("It is working. Connections used: %(used)s of %(most)s.") % values
    return Part(name, True, state)


def _replica(facts: database.Replica | None) -> list[Part]:
    if facts is None:
        return []
    name = _("Replica")
    if not facts.answers:
        to_do = gettext("Start PostgreSQL there, or remove DATABASE_REPLICA_URL.")
        return [Part(name, False, f"{gettext('It does not answer.')} {_instead()}", to_do)]
    if not facts.is_replica:
        state = gettext("It is not a replica.")
        to_do = gettext("Make it a replica again, or point DATABASE_REPLICA_URL elsewhere.")
        return [Part(name, False, f"{state} {_instead()}", to_do)]
    if not facts.keeps_up:
        state = gettext("It lacks changes.")
        if facts.lag is not None:
            state = gettext("It lacks changes. Its newest one is %(n)s seconds old.")
        state = state % {"n": round(facts.lag or 0)}
        to_do = gettext("Look at its load, and at the network between both databases.")
        return [Part(name, False, f"{state} {_instead()}", to_do)]
    return [Part(name, True, gettext("It keeps up. Public pages are read from it."))]


def _instead() -> str:
    return gettext("Public pages are read from the database instead.")


def _nothing_started(jobs: list[Job], now: datetime) -> bool:
    """Return whether no job has started lately, by worker, letter-jobs or hand."""
    last = max(each.run.started_at or each.run.known_since for each in jobs)
    return now - last > QUIET
