from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from signatures.actions.mail import delivery
from signatures.actions.mail import retries as mail_retries
from signatures.actions.monitoring import job_runs
from signatures.management import loop as loops
from signatures.models import OutgoingMail


class Command(BaseCommand):
    help = "Send every e-mail that is due. Needs no broker, and may run several times at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="keep running until stopped")
        parser.add_argument(
            "--every",
            type=float,
            default=2.0,
            metavar="SECONDS",
            help="seconds between two runs of --loop",
        )
        parser.add_argument(
            "--retry-failed", action="store_true", help="first try failed e-mails again"
        )
        parser.add_argument(
            "--since",
            type=_time,
            metavar="DATE",
            help="only e-mails that failed since this time (UTC)",
        )
        parser.add_argument(
            "--kind", default="", choices=OutgoingMail.Kind.values, help="only e-mails of this kind"
        )

    def handle(
        self,
        *,
        loop: bool,
        every: float,
        retry_failed: bool,
        since: datetime | None,
        kind: str,
        **options: Any,
    ) -> None:
        if (since or kind) and not retry_failed:
            raise CommandError("Use --since and --kind only with --retry-failed.")
        if retry_failed:
            reason = "manage.py deliver_mail --retry-failed"
            number = mail_retries.retry_failed(by=None, since=since, kind=kind, reason=reason)
            self.stdout.write(f"{number} failed e-mails will be sent again.")

        def step() -> float:
            with job_runs.noted("deliver_due_mail"):
                sent = delivery.deliver_due()
            if sent or not loop:
                self.stdout.write(f"Sent {sent} e-mails.")
            return every

        if not loop:
            step()
            return
        with loops.until_stopped() as stopped:
            loops.repeat(step, stopped)


def _time(value: str) -> datetime:
    """Return the date or time in ``value``, in UTC if it has no offset. Raises ValueError."""
    time = datetime.fromisoformat(value)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
