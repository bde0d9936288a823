from typing import Any

from django.core.management.base import BaseCommand

from signatures.actions.privacy import erasures_file


class Command(BaseCommand):
    help = "Append waiting lines to the file of erasures. The worker does this every ten seconds."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Wrote {erasures_file.write()} lines.")
