import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from signatures.actions.imports.csv import Import, Verdict
from signatures.forms.imports import UnreadableFileError, lines
from signatures.models import TextVersion, User

WORTH_A_BAR = 1_000_000  # bytes


class Command(BaseCommand):
    help = (
        "Add names collected elsewhere, as added by the organizers and never as verified."
        " Columns: name; and credit, occupation, country, email, signed_at where there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV file in UTF-8; the first line names the columns"
        )
        parser.add_argument("--statement", required=True, metavar="SLUG")
        parser.add_argument(
            "--by", metavar="EMAIL", help="e-mail address of the organizer responsible"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report on every line without saving anything"
        )

    def handle(
        self, *, file: Path, statement: str, by: str | None, dry_run: bool, **options: Any
    ) -> None:
        text = TextVersion.objects.filter(statement__slug=statement).current_first().first()
        if text is None:
            raise CommandError(f"There is no statement {statement} with a text.")
        organizer = User.objects.filter(email__iexact=by).first() if by else None
        if by and organizer is None:
            raise CommandError(f"There is no account with {by}.")
        try:
            with transaction.atomic():
                self._import(text, file, organizer, dry_run)
                transaction.set_rollback(dry_run)
        except (OSError, UnreadableFileError) as error:
            raise CommandError(str(error)) from error

    def _import(self, text: TextVersion, file: Path, by: User | None, dry_run: bool) -> None:
        work = Import(text)
        work.stage(tqdm(lines(file), desc="Reading", unit=" lines", disable=_bar(file)))
        totals = Counter(map(self._tell(dry_run), work.verdicts()))
        for what in ("accepted", "refused", "duplicate"):
            self.stdout.write(f"{totals[what]:>8,}  {what}")
        if dry_run:
            self.stdout.write("Dry run: nothing was saved.")
            return
        batch, added = uuid.uuid4(), 0
        reason = f"added by the organizers, from {file.name}"[:200]
        with tqdm(
            total=totals["accepted"], desc="Adding", unit=" names", disable=_bar(file)
        ) as bar:
            for chunk in work.add(by=by, reason=reason, batch=batch):
                added += chunk
                bar.update(chunk)
        self.stdout.write(f"{added:>8,}  added, in batch {batch}")

    def _tell(self, accepted_too: bool) -> Callable[[Verdict], str]:
        self.stdout.write(f"{'line':>8}  {'what':<10}  name, and why")

        def tell(verdict: Verdict) -> str:
            what, why = _words(verdict)
            if accepted_too or what != "accepted":
                end = f": {why}" if why else ""
                self.stdout.write(f"{verdict.number:>8}  {what:<10}  {verdict.name}{end}")
            return what

        return tell


def _words(verdict: Verdict) -> tuple[str, str]:
    if verdict.problem:
        return "refused", verdict.problem
    if verdict.twin:
        return "duplicate", f"of line {verdict.twin}"
    if verdict.there:
        return "duplicate", f"of a signature there ({verdict.there})"
    return "accepted", ""


def _bar(file: Path) -> bool | None:
    """Return tqdm's ``disable``. None shows a bar in a terminal, but not in a log."""
    return None if file.stat().st_size > WORTH_A_BAR else True
