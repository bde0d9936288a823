import time
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from signatures.actions.imports import checking, uploads
from signatures.actions.moderation import bulk_worker
from signatures.forms.imports import MOST_BYTES, facts_of, problem
from signatures.models import Batch, ImportFile, Right, Statement, TextVersion, User
from signatures.models.import_note import FileProblem
from signatures.renditions.files import imports as report
from signatures.text.imports import columns, csv_files, workbooks
from signatures.text.imports.dates import Order

WAIT = 1  # second, while another worker handles the file

Step = ImportFile.Step


class Command(BaseCommand):
    help = (
        "Import names collected elsewhere from a CSV or XLSX file, as at the desk. They are"
        " screened like signatures and marked as added by the organizers. Columns: name, or first"
        " name and last name; and credit, occupation, country, email, signed_at if there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the first line names the columns")
        parser.add_argument("--statement", required=True, metavar="SLUG")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="the organizer who imports the names"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report on the lines and import nothing"
        )
        parser.add_argument(
            "--encoding", choices=csv_files.ENCODINGS, help="needed if the file is not in Unicode"
        )
        parser.add_argument(
            "--dates", choices=list(Order), help="needed if dates can be read in two ways"
        )
        parser.add_argument("--again", action="store_true", help="import the same file once more")

    def handle(self, *, file: Path, statement: str, by: str, **options: Any) -> None:
        about = Statement.objects.filter(slug=statement).first()
        if about is None or not TextVersion.objects.filter(statement=about).exists():
            raise CommandError(f"There is no statement {statement} with a text.")
        actor = User.objects.filter(email__iexact=by).first()
        if actor is None or not actor.may(Right.SIGNATURES):
            raise CommandError(f"No organizer who may decide about signatures has {by}.")
        uploaded = self._upload(file, about, actor, options["encoding"])
        try:
            self._check(uploaded, options["encoding"], options["dates"])
            self._report(uploaded)
            self._finish(uploaded, actor, options["dry_run"], options["again"])
        except CommandError:
            uploads.discard(uploaded, by=actor)
            raise

    def _upload(self, path: Path, about: Statement, by: User, encoding: str | None) -> ImportFile:
        try:
            with path.open("rb") as file:
                if path.stat().st_size > MOST_BYTES:
                    raise problem(FileProblem.TOO_LARGE)
                facts = facts_of(file)
                if len(facts.encodings) > 1 and encoding is None:
                    text = "This is not UTF-8. Save it as “CSV UTF-8”, or add --encoding. It may be"
                    raise CommandError(f"{text} {', '.join(facts.encodings)}.")
                return uploads.upload(about, file, facts, by=by, reason="imported by command")
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except OSError as error:
            raise CommandError(str(error)) from error

    def _check(self, file: ImportFile, encoding: str | None, dates: str | None) -> None:
        try:
            headings = uploads.headings(file, encoding or "")
        except (UnicodeDecodeError, workbooks.DamagedError) as error:
            raise CommandError(f"{FileProblem.ENCODING.label}.") from error
        found = columns.guessed(headings)
        if not {"name", "first_name", "last_name"} & found.keys():
            shown = ", ".join(headings) or "nothing"
            text = 'One of the columns must be "name". The first line has:'
            raise CommandError(f"{text} {shown}.")
        unused = [each for at, each in enumerate(headings) if at not in found.values()]
        uploads.choose_columns(
            file, found, unused=unused, encoding=encoding or "", date_order=dates or ""
        )
        while file.step in (Step.READING, Step.SCREENING):
            checking.check_due()
            file.refresh_from_db()
            if file.step in (Step.READING, Step.SCREENING):
                time.sleep(WAIT)
        if file.problem:
            raise CommandError(f"{FileProblem(file.problem).label}.")
        if file.step == Step.MAPPING:
            text = "can be read in two ways. Add --dates day_first or --dates month_first."
            raise CommandError(f"{file.unclear_date} {text}")

    def _report(self, file: ImportFile) -> None:
        if file.unused:
            self.stdout.write(f"Columns that are not imported: {', '.join(file.unused)}")
        for line in report.to_report(file).iterator(chunk_size=1000):
            why = report.why(line)
            self.stdout.write(f"{line.number:>8}  {report.outcome(line)!s:<19}  {line.name}: {why}")

    def _finish(self, file: ImportFile, by: User, dry_run: bool, again: bool) -> None:
        batch = Batch.objects.get(pk=file.pk)
        for state, label in report.OUTCOMES.items():
            self.stdout.write(f"{batch.states.get(state, 0):>8,}  {label}")
        self.stdout.write(f"{sum(batch.left_out.values()):>8,}  left out")
        if not dry_run and not again and uploads.imported_before(file):
            raise CommandError("This file has been imported before. Add --again to repeat it.")
        if dry_run or not batch.total:
            uploads.discard(file, by=by)
            self.stdout.write("Nothing was imported.")
            return
        uploads.start(file, by=by)
        while not batch.is_over:
            bulk_worker.run_due()
            batch.refresh_from_db()
            if not batch.is_over:
                time.sleep(WAIT)
        self.stdout.write(f"{batch.moved:>8,}  added, in batch {batch.pk}")
