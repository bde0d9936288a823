import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from signatures.actions.privacy import erasures_file
from signatures.management import dumps


class Command(BaseCommand):
    help = "Write a backup into a new folder: database, logos and pictures, file of erasures."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="new folder to write; only you can read it")

    def handle(self, *, folder: Path, **options: Any) -> None:
        # Has another name until it is complete, so that no one mistakes half a backup for a whole.
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        if folder.exists():
            raise CommandError(f"{folder} exists already.")
        shutil.rmtree(unfinished, ignore_errors=True)
        os.umask(0o077)
        unfinished.mkdir(parents=True)
        dumps.run("pg_dump", "--format=custom", f"--file={unfinished / dumps.DATABASE}")
        dumps.pack_media(unfinished / dumps.MEDIA)
        erasures_file.make()
        shutil.copyfile(settings.ERASURES_FILE, unfinished / dumps.ERASURES)
        unfinished.rename(folder)
        self.stdout.write(f"Wrote {folder}.")
