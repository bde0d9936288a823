"""Scheduled Celery jobs. Each returns how much it did, which the worker logs.

settings.CELERY_BEAT_SCHEDULE says how often they run.
"""

from collections.abc import Callable
from functools import wraps

from celery import Task, shared_task

from signatures.actions.audits import audits
from signatures.actions.counts import check as tally_check
from signatures.actions.counts import milestones, tallies
from signatures.actions.guilds import memberships
from signatures.actions.guilds.codes import revocations as code_revocations
from signatures.actions.guilds.domains import declarations, rechecks
from signatures.actions.guilds.roster import worker as roster_work
from signatures.actions.imports import checking
from signatures.actions.mail import delivery, reminders
from signatures.actions.moderation import bulk_worker
from signatures.actions.monitoring import digests, job_alarms, job_runs
from signatures.actions.privacy import erasures_file, retention
from signatures.actions.record_keeping.webhooks import sending
from signatures.actions.signing.linked_identities import checking as checking_sites
from signatures.actions.statements import closing_mails, rounds, update_mails
from signatures.actions.statements import letters as renditions
from signatures.actions.statements.launch import launch_list


def job(function: Callable[[], int | None]) -> Task:
    """Make a Celery task that records when it ran and checks that the other jobs run.

    Called as a function, it does the same at once, without Celery.
    """

    @shared_task
    @wraps(function)
    def run() -> int | None:
        try:
            with job_runs.noted(function.__name__):
                return function()
        finally:
            job_alarms.raise_at_intervals()

    return run


@job
def deliver_due_mail() -> int:
    return delivery.deliver_due()


@job
def remind_due() -> int:
    return reminders.remind_due()


@job
def count_guild_addresses() -> int:
    return declarations.apply()


@job
def check_guild_domains() -> int:
    return rechecks.check_due()


@job
def send_digests() -> int:
    memberships.warn()
    return digests.send_due()


@job
def tell_of_milestones() -> int:
    return milestones.tell_due()


@job
def call_webhooks() -> int:
    return sending.send_due()


@job
def check_linked_sites() -> int:
    return checking_sites.check_due()


@job
def fold_tallies() -> int:
    return tallies.fold()


@job
def write_erasures() -> int:
    return erasures_file.write()


@job
def erase_expired() -> int:
    return retention.erase_expired()


@job
def freeze_launch_lists() -> int:
    return launch_list.freeze_due()


@job
def make_due_letters() -> int:
    return renditions.make_due_letters()


@job
def run_due_batches() -> int:
    return bulk_worker.run_due()


@job
def check_due_imports() -> int:
    return checking.check_due()


@job
def ask_about_wordings() -> int:
    return rounds.ask_due()


@job
def send_updates() -> int:
    return update_mails.queue_due()


@job
def tell_of_closing() -> int:
    return closing_mails.queue_due()


@job
def draw_audits() -> int:
    return audits.draw_due()


@job
def revoke_due_codes() -> int:
    return code_revocations.carry_on()


@job
def work_on_rosters() -> int:
    return roster_work.carry_on()


@job
def check_tallies() -> None:
    tally_check.report()
