import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from signatures.actions import delivery


class Command(BaseCommand):
    help = "Send every mail that is due. Needs no broker, and may run several times at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument(
            "--every", type=float, default=2.0, metavar="SECONDS", help="pause of --loop"
        )

    def handle(self, *, loop: bool, every: float, **options: Any) -> None:
        while True:
            sent = delivery.deliver_due()
            if sent or not loop:
                self.stdout.write(f"Sent {sent} mails.")
            if not loop:
                return
            time.sleep(every)
