from typing import Any

from django.core.management.base import BaseCommand

from signatures.actions.accounts import second_factors


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of second factors under the newest SECRET_KEY. The worker does this "
        "every hour."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Encrypted {second_factors.seal_all()} second factors.")
