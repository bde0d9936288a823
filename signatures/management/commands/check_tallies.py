import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from signatures.actions.counts import check as tally_check


class Command(BaseCommand):
    help = "Compare every count with the signatures themselves; exit code 1 when any differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="correct the counts that differ")

    def handle(self, *, mend: bool, **options: Any) -> None:
        found = tally_check.mend() if mend else tally_check.differences()
        for each in found:
            self.stdout.write(str(each))
        if not found:
            self.stdout.write("All counts are correct.")
            return
        self.stdout.write(f"{len(found)} counts {'corrected' if mend else 'differ'}.")
        sys.exit(1)
