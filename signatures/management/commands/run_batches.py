from typing import Any

from django.core.management.base import BaseCommand

from signatures.actions.moderation import bulk_worker


class Command(BaseCommand):
    help = "Finish every bulk action that was started. The worker does this by itself."

    def handle(self, **options: Any) -> None:
        moved = bulk_worker.run_due()
        self.stdout.write(f"Changed {moved} signatures.")
