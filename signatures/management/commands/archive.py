from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from signatures.actions.statements.launch import archive
from signatures.errors import NotPublicYetError
from signatures.models import Statement


class Command(BaseCommand):
    help = (
        "Write a static copy of a public statement: pages, CSV, JSON and PDF with their hashes. It"
        " opens from the folder in a browser. Signatures that are withdrawn later stay in copies"
        " made before, so make a new copy instead of keeping old ones."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the statement's address")
        parser.add_argument("out", type=Path, help="a folder that is empty or does not exist")

    def handle(self, *, slug: str, out: Path, **options: Any) -> None:
        statement = Statement.objects.filter(slug=slug).first()
        if statement is None:
            raise CommandError(f"There is no statement {slug}.")
        try:
            files = archive.write(statement, out)
        except NotPublicYetError as error:
            raise CommandError("The statement is not public, so nothing was written.") from error
        except FileExistsError as error:
            raise CommandError(f"{out} is not empty. Choose another folder.") from error
        self.stdout.write(f"Wrote {len(files)} files to {out}. Check them: sha256sum -c SHA256SUMS")
