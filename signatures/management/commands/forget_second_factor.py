from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from signatures.actions.accounts import organizers
from signatures.models import User


class Command(BaseCommand):
    help = (
        "Remove authenticator app, passkeys and recovery codes of someone who has lost them all. "
        "Their sessions end, and at the next sign-in they set up a second factor anew. Until then "
        "the password alone opens that page, so be sure who asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="whose")
        parser.add_argument(
            "--by",
            metavar="EMAIL",
            help="e-mail address of the organizer who checked the person’s identity",
        )
        parser.add_argument(
            "--reason", default="lost", help="for the log: how you checked the person’s identity"
        )

    def handle(self, *, email: str, by: str | None, reason: str, **options: Any) -> None:
        user, organizer = _somebody(email), _somebody(by) if by else None
        if not organizers.forget_second_factor(user, by=organizer, reason=reason):
            raise CommandError(f"{user.email} has no second factor.")
        self.stdout.write(
            f"{user.email} is signed out everywhere, and sets up a second factor at the next "
            "sign-in."
        )


def _somebody(email: str) -> User:
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise CommandError(f"There is no account with {email}.")
    return user
