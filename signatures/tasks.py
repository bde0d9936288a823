"""Celery's door: one line each. settings.CELERY_BEAT_SCHEDULE says how often."""

from celery import shared_task

from signatures.actions import (
    audits,
    chunks,
    code_revocations,
    delivery,
    renditions,
    retention,
    roster_work,
    tallies,
    tally_check,
)


@shared_task
def deliver_due_mail() -> None:
    delivery.deliver_due()


@shared_task
def fold_tallies() -> None:
    tallies.fold()


@shared_task
def forget_what_is_over() -> None:
    retention.forget_what_is_over()


@shared_task
def make_due_letters() -> None:
    renditions.make_due_letters()


@shared_task
def run_due_batches() -> None:
    chunks.run_due()


@shared_task
def draw_audits() -> None:
    audits.draw_due()


@shared_task
def revoke_due_codes() -> None:
    code_revocations.carry_on()


@shared_task
def work_on_rosters() -> None:
    roster_work.carry_on()


@shared_task
def check_tallies() -> None:
    tally_check.report()
