import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from signatures.models import Role, User


class Command(BaseCommand):
    help = "Make an organizer, who signs in at /accounts/login/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help="asked for if not given")
        parser.add_argument("--password", help="asked for if not given, which is safer")
        parser.add_argument(
            "--role",
            choices=Role.values,
            default=Role.OWNER.value,
            help="role at /desk/; owners, the default, can also use /admin/",
        )
        parser.add_argument(
            "--if-none", action="store_true", help="do nothing if there is an organizer"
        )

    def handle(
        self, *, email: str | None, password: str | None, role: str, if_none: bool, **options: Any
    ) -> None:
        if if_none and User.objects.filter(is_superuser=True).exists():
            return
        email = email or input("E-mail address: ").strip()
        password = password or _asked_twice()
        try:
            validate_email(email)
            validate_password(password, User(email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if User.objects.filter(email=email.lower()).exists():
            raise CommandError(f"There is already an account with {email}.")
        if role == Role.OWNER:
            User.objects.create_superuser(email, password, role=role)
        else:
            User.objects.create_user(email, password, role=role)
        self.stdout.write(f"{email} can sign in now.")


def _asked_twice() -> str:
    """Return a password that was typed twice. Raises CommandError if it was not the same."""
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same password again: ") != password:
        raise CommandError("The two passwords are not the same. Run the command again.")
    return password
