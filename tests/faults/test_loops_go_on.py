"""Commands with --loop while PostgreSQL is killed and comes back, without Celery and Redis."""

import pytest
from django.conf import settings

from tests.journeys.site import wait_until

TO_SEND = """
    SELECT count(*) FROM signatures_outgoingmail WHERE sent_at IS NULL AND failed_at IS NULL
"""
ENDED = "SELECT name FROM signatures_jobrun WHERE ended_at IS NOT NULL"


@pytest.mark.parametrize("arguments", [["deliver_mail", "--loop"], ["run_jobs", "--loop"]])
def test_loop_goes_on_after_the_database_was_killed(site, sink, arguments):
    slug = f"loop-{arguments[0].replace('_', '-')}"
    site.seed("statement", slug)
    command = site.command(*arguments)
    command.start()
    try:
        site.sign(slug, "before@example.org")
        sink.wait_for("before@example.org")
        wait_until(lambda: site.value(TO_SEND) == 0)

        site.servers.postgres.child.kill()
        wait_until(lambda: "trying again in 2 s" in command.log.read_text())
        site.servers.postgres.start()

        site.sign(slug, "after@example.org")
        sink.wait_for("after@example.org")
        assert len(sink.to("before@example.org")) == 1
        assert command.alive
        command.ask_to_stop()
        wait_until(lambda: not command.alive)
        assert command.process.returncode == 0
    finally:
        command.kill()


def test_run_jobs_runs_the_whole_schedule(site):
    site.sql("DELETE FROM signatures_jobrun")
    command = site.command("run_jobs", "--loop")
    command.start()
    try:
        jobs = {(name,) for name in settings.CELERY_BEAT_SCHEDULE}
        wait_until(lambda: set(site.sql(ENDED)) == jobs)
    finally:
        command.kill()
