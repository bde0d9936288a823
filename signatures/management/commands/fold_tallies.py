from typing import Any

from django.core.management.base import BaseCommand

from signatures.actions.counts import tallies


class Command(BaseCommand):
    help = "Fold every waiting tally delta. The worker does this every few seconds."

    def handle(self, **options: Any) -> None:
        folded = 0
        while batch := tallies.fold():
            folded += batch
        self.stdout.write(f"Folded {folded} deltas.")
