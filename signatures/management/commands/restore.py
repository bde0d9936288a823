from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from signatures.management import dumps
from signatures.models import Rendition

# All or nothing, so that an incomplete dump leaves nothing behind.
WHOLE = ["--single-transaction", "--exit-on-error"]
# The restoring user owns everything, and only a superuser may comment on extensions.
OURS = ["--no-owner", "--no-privileges", "--no-comments"]


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database: database and media as they were, then the"
        " migrations since, then everything is erased again that was erased since. It warns when"
        " keys of the former machine are missing here."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="folder written by the command “backup”")
        parser.add_argument(
            "--without-erasures",
            action="store_true",
            help="restore without the file of erasures: withdrawn signatures come back",
        )

    def handle(self, *, folder: Path, without_erasures: bool, **options: Any) -> None:
        self.check_before(folder, without_erasures)
        dumps.run("pg_restore", *WHOLE, *OURS, str(folder / dumps.DATABASE))
        self.stdout.write("The database is restored. Running newer migrations:")
        call_command("migrate", interactive=False, verbosity=1, stdout=self.stdout)
        dumps.unpack_media(folder / dumps.MEDIA)
        Rendition.objects.all().delete()  # their files are not part of a backup
        if not without_erasures:
            call_command("erase", reapply=True, stdout=self.stdout)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        call_command("check", databases=["default"], tags=[Tags.database], stderr=self.stderr)
        self.stdout.write("Restored.")

    def check_before(self, folder: Path, without_erasures: bool) -> None:
        """Raise CommandError if the restore cannot succeed. Changes nothing."""
        for name in (dumps.DATABASE, dumps.MEDIA):
            if not (folder / name).is_file():
                raise CommandError(f"There is no {folder / name}.")
        if not dumps.database_is_empty():
            raise CommandError(
                f"The database {connection.settings_dict['NAME']} is not empty. Rename it, make"
                " another, and run this again; the guide has the commands."
            )
        if not without_erasures and not settings.ERASURES_FILE.exists():
            raise CommandError(
                f"There is no {settings.ERASURES_FILE}: people who have withdrawn since the backup"
                f" would come back. Copy the newest one there; {folder / dumps.ERASURES} has what"
                " was erased before. Or add --without-erasures."
            )
