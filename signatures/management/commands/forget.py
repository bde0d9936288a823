from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from signatures.actions.privacy import retention


class Command(BaseCommand):
    help = (
        "Erase personal data whose time is over, and encrypt the secrets of second factors under"
        " the newest SECRET_KEY. The worker does this every hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only say how many rows; change nothing"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        for name, number in retention.erase_expired_by_rule(dry_run=dry_run).items():
            self.stdout.write(f"{name}: {number}")
        if dry_run:
            self.stdout.write("Nothing was changed.")
