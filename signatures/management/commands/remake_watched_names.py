from typing import Any

from django.core.management.base import BaseCommand

from signatures.actions.moderation import watch_list


class Command(BaseCommand):
    help = (
        "Make again what names on the watch list are compared by. Run it after an update that"
        " changed how names are compared. Safe to run twice."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{watch_list.remake_keys()} names were updated.")
