"""Runs of scheduled jobs: when each last ran, and which have problems.

The jobs are those of settings.CELERY_BEAT_SCHEDULE. Celery and the management commands run each
job inside ``noted``.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from celery.schedules import BaseSchedule, maybe_schedule
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from signatures.models import JobRun

NOTE_EVERY = timedelta(seconds=30)  # some jobs run every two seconds
# As long as one run may take (CELERY_TASK_TIME_LIMIT), so that a long run is not a problem.
GRACE = timedelta(minutes=10)

LABELS = {
    "deliver_due_mail": _("Sending e-mail"),
    "remind_due": _("Reminders to confirm"),
    "send_digests": _("E-mails to organizers and officers"),
    "tell_of_milestones": _("E-mails about goals and milestones"),
    "call_webhooks": _("Calling webhooks"),
    "check_linked_sites": _("Checking sites that signatories linked"),
    "fold_tallies": _("Adding up counts"),
    "run_due_batches": _("Bulk actions"),
    "check_due_imports": _("Checking files to import"),
    "freeze_launch_lists": _("Keeping the names at a launch"),
    "make_due_letters": _("Making printable letters"),
    "send_updates": _("Sending updates"),
    "tell_of_closing": _("Telling people that signing has ended"),
    "ask_about_wordings": _("Asking about new wordings"),
    "draw_audits": _("Drawing sample audits"),
    "revoke_due_codes": _("Revoking guild codes"),
    "work_on_rosters": _("Reading guild rosters"),
    "write_erasures": _("Writing the file of erasures"),
    "erase_expired": _("Deleting data whose time is over"),
    "check_guild_domains": _("Checking e-mail domains of guilds"),
    "count_guild_addresses": _("Counting addresses at domains of guilds"),
    "check_tallies": _("Checking the counts"),
}

# The last condition writes every change between failure and success, even within NOTE_EVERY.
NOTE = """
    INSERT INTO signatures_jobrun (name, known_since, {what}, error)
    VALUES (%(name)s, %(now)s, %(now)s, %(error)s)
    ON CONFLICT (name) DO UPDATE SET {what} = %(now)s, error = {error}
    WHERE signatures_jobrun.{what} IS NULL
        OR signatures_jobrun.{what} < %(now)s - %(every)s
        OR signatures_jobrun.{what} < signatures_jobrun.{other}
"""


class Job(NamedTuple):
    """One scheduled job. ``problem`` is a sentence for people, or "" while all is well."""

    name: str
    label: str | Promise
    period: str
    run: JobRun
    state: str  # ok, late, failing, unfinished
    problem: str


@contextmanager
def noted(name: str) -> Iterator[None]:
    """Note when a job starts and when it ends or fails. Writes at most every NOTE_EVERY."""
    _note(name, "started_at", other="known_since")
    try:
        yield
    except Exception as error:
        with suppress(Error):  # the database may be what failed
            _note(name, "failed_at", other="ended_at", error=type(error).__name__)
        raise
    _note(name, "ended_at", other="failed_at")


def all_jobs() -> list[Job]:
    """Return every scheduled job with its state. Writes nothing."""
    runs = JobRun.objects.in_bulk(list(settings.CELERY_BEAT_SCHEDULE))
    return [
        _job(name, runs.get(name) or JobRun(name=name), maybe_schedule(entry["schedule"]))
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
    ]


def problems() -> list[str]:
    """Return a sentence for each job that does not run as it should."""
    return [each.problem for each in all_jobs() if each.problem]


def _note(name: str, what: str, *, other: str, error: str = "") -> None:
    stored = "%(error)s" if what == "failed_at" else "signatures_jobrun.error"
    with connection.cursor() as cursor:
        facts: dict[str, Any] = {"name": name, "now": timezone.now(), "every": NOTE_EVERY}
        facts["error"] = error[:100]
        cursor.execute(NOTE.format(what=what, other=other, error=stored), facts)


def _job(name: str, run: JobRun, schedule: BaseSchedule) -> Job:
    state = _state(run, schedule)
    label = LABELS.get(name, name)
    period = _period(schedule)
    return Job(name, label, period, run, state, _problem(label, period, run, state))


def _state(run: JobRun, schedule: BaseSchedule) -> str:
    """Return "ok" if it ended within its period and GRACE, even after failures in between."""
    if not _is_overdue(schedule, run.ended_at or run.known_since):
        return "ok"
    if _is_overdue(schedule, run.started_at or run.known_since):
        return "late"
    has_failed = run.failed_at and (run.ended_at is None or run.failed_at > run.ended_at)
    return "failing" if has_failed else "unfinished"


def _is_overdue(schedule: BaseSchedule, last: datetime) -> bool:
    return schedule.remaining_estimate(last) < -GRACE


def _problem(label: str | Promise, period: str, run: JobRun, state: str) -> str:
    values: dict[str, Any] = {
        "job": label,
        "period": period,
        "error": run.error,
        "ago": _ago(run.started_at or run.known_since),
        "ended": _ago(run.ended_at or run.known_since),
    }
    sentences = {
        "ok": "",
        "late": gettext(
            "%(job)s: last started %(ago)s ago, but should run %(period)s. Check that the"
            " beat and worker services are running."
        ),
        "failing": gettext(
            "%(job)s: has not succeeded for %(ended)s (%(error)s). Check the worker's log."
        ),
        "unfinished": gettext(
            "%(job)s: has not finished for %(ended)s. Check the worker service and its log."
        ),
    }
    if state == "late" and run.started_at is None:
        sentences["late"] = gettext(
            "%(job)s: has not run for %(ago)s, but should run %(period)s. Check that the beat"
            " and worker services are running."
        )
    return sentences[state] % values


def _period(schedule: BaseSchedule) -> str:
    """Return how often a job runs, in words."""
    every = getattr(schedule, "run_every", None)
    if every is None:  # crontab
        times = [f"{hour:02d}:{minute:02d}" for hour in schedule.hour for minute in schedule.minute]
        return gettext("every day at %s UTC") % ", ".join(times[:3])
    seconds = round(every.total_seconds())
    if seconds % 3600 == 0:
        return ngettext("every hour", "every %(n)s hours", seconds // 3600) % {"n": seconds // 3600}
    if seconds % 60 == 0:
        return ngettext("every minute", "every %(n)s minutes", seconds // 60) % {"n": seconds // 60}
    return ngettext("every second", "every %(n)s seconds", seconds) % {"n": seconds}


def _ago(since: datetime) -> str:
    """Return how long ago, in its largest unit: "4 hours"."""
    minutes = int((timezone.now() - since).total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
