import sys
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from celery.schedules import BaseSchedule, maybe_schedule
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.utils import timezone
from django.utils.module_loading import import_string

from signatures.management import loop
from signatures.models import JobRun

STOP_WITHIN = 50  # seconds; less than TimeoutStopSec of letter-jobs.service


class Command(BaseCommand):
    help = "Run every scheduled job once. With --loop, run them on schedule in place of Celery."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")

    def handle(self, *, loop: bool, **options: Any) -> None:
        if loop:
            self._run_on_schedule()
        else:
            self._run_once()

    def _run_once(self) -> None:
        failed = 0
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
            try:
                import_string(str(entry["task"]))()
            except Exception as error:  # the other jobs must still run
                failed += 1
                self.stderr.write(f"{name}: failed ({type(error).__name__})")
            else:
                self.stdout.write(f"{name}: done")
        if failed:
            sys.exit(1)

    def _run_on_schedule(self) -> None:
        """Run each job in its own thread, so that a slow mail server does not delay the others."""
        with loop.until_stopped() as stopped:
            threads = [
                Thread(target=_run, args=(name, entry, stopped), name=name, daemon=True)
                for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
            ]
            for thread in threads:
                thread.start()
            self.stdout.write(f"Running {len(threads)} jobs on schedule.")
            stopped.wait()
            ends_at = time.monotonic() + STOP_WITHIN
            for thread in threads:
                thread.join(max(0.0, ends_at - time.monotonic()))


def _run(name: str, entry: dict[str, Any], stopped: Event) -> None:
    job, schedule = import_string(entry["task"]), maybe_schedule(entry["schedule"])
    try:
        loop.repeat(step(name, job, schedule), stopped)
    finally:
        connections.close_all()


def step(name: str, job: Callable[[], object], schedule: BaseSchedule) -> Callable[[], float]:
    """Return a function that runs a job if it is due and returns the seconds until the next check.

    Its first call counts from the last start of the job anywhere, so that restarts delay nothing.
    """
    last = None

    def run_if_due() -> float:
        nonlocal last
        if last is None:
            run = JobRun.objects.filter(pk=name).first()
            last = run and run.started_at
        is_due, wait = schedule.is_due(last) if last else (True, 0)
        if is_due:
            began = timezone.now()
            job()  # a job that fails stays due
            last = began
            _, wait = schedule.is_due(last)
        return wait

    return run_if_due
