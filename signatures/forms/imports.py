"""Forms to import names: the file, what its columns are, and the start."""

from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.imports.uploads import FileFacts
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.typed import choice
from signatures.forms.moderation.decisions import words_for_log
from signatures.models import ImportFile
from signatures.models.import_note import FileProblem
from signatures.text.imports import columns, csv_files, workbooks
from signatures.text.imports.dates import Order

MOST_BYTES = 20_000_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ARCHIVE = b"PK"
LABELS = {
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "credit": _("Credit"),
    "occupation": _("Occupation"),
    "country": _("Country"),
    "email": _("E-mail address"),
    "signed_at": _("Date of signing"),
    "family_name": _("Family name, to sort by"),
}
ORDERS = [
    ("", _("As the file shows it")),
    (Order.DAY_FIRST.value, _("Day first: 24/3/2026")),
    (Order.MONTH_FIRST.value, _("Month first: 3/24/2026")),
]


def facts_of(file: BinaryIO) -> FileFacts:
    """Return what kind of file this is. Raises ValidationError with advice."""
    first = file.read(4)
    file.seek(0)
    if first == OLD_EXCEL:
        raise problem(FileProblem.OLD_EXCEL)
    if first.startswith(ARCHIVE):
        if not workbooks.is_workbook(file):
            raise problem(FileProblem.DAMAGED)
        return FileFacts(is_workbook=True, encodings=[])
    encodings = csv_files.encodings_of(file)
    if not encodings:
        raise problem(FileProblem.NOT_A_TABLE)
    return FileFacts(is_workbook=False, encodings=encodings)


def problem(code: FileProblem) -> ValidationError:
    return ValidationError(f"{code.label}.", code=code.value)


class UploadForm(FieldErrors, forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty. Choose another"),
        },
        help_text=_("CSV or XLSX, up to 100,000 lines and 20 MB. The first line has the headings."),
    )
    reason = forms.CharField(
        label=_("Where the names come from"),
        max_length=200,
        error_messages={"required": _("Enter where the names come from")},
        help_text=_(
            "For the log, for example “signed on paper at the fair”. No names or addresses: the "
            "log cannot be erased."
        ),
    )

    def clean_reason(self) -> str:
        return words_for_log(self.cleaned_data["reason"])

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise problem(FileProblem.TOO_LARGE)
        self.facts = facts_of(cast(BinaryIO, file))
        return file


class ColumnsForm(FieldErrors, forms.Form):
    """The column of the file for each field, its encoding, and the order of its dates.

    ``samples`` has an example line for each encoding that fits the file.
    """

    encoding = forms.ChoiceField(
        label=_("Which line has the right letters?"), widget=forms.RadioSelect
    )
    date_order = forms.ChoiceField(label=_("Dates like 3/4/2026"), choices=ORDERS)

    def __init__(
        self,
        *args: Any,
        file: ImportFile,
        headings: list[str],
        samples: dict[str, str],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.file, self.headings = file, headings
        places = [("", "–"), *((str(at), each[:60]) for at, each in enumerate(headings))]
        guessed = file.columns or columns.guessed(headings)
        for field in columns.FIELDS:
            self.fields[field] = forms.ChoiceField(
                label=LABELS[field],
                choices=places,
                required=False,
                initial=str(guessed.get(field, "")),
            )
        self._ask_encoding(samples)
        if file.unclear_date:
            self._ask_date_order(file.unclear_date)
        else:
            self.fields["date_order"].required = False
        self.order_fields(["encoding", *columns.FIELDS, "date_order"])

    def _ask_encoding(self, samples: dict[str, str]) -> None:
        if len(samples) < 2:
            del self.fields["encoding"]
            return
        encoding = choice(self, "encoding")
        encoding.choices = [(each, f"{sample} ({each})") for each, sample in samples.items()]
        encoding.initial = self.file.encoding

    def _ask_date_order(self, date: str) -> None:
        field = choice(self, "date_order")
        field.choices = [("", gettext("Choose")), *ORDERS[1:]]
        field.label = gettext("How to read dates like %s") % date
        field.error_messages["required"] = gettext("Choose how to read the dates")

    def clean(self) -> None:
        chosen = self.chosen()
        if "name" not in chosen and not {"first_name", "last_name"} & chosen.keys():
            message = gettext("Choose the column with the names")
            self.add_error("name", ValidationError(message, code="required"))
        if "name" in chosen and {"first_name", "last_name"} & chosen.keys():
            message = gettext("Choose either one column with the names, or first and last name")
            self.add_error("name", ValidationError(message, code="both"))
        if len(set(chosen.values())) < len(chosen):
            message = gettext("Choose each column only once")
            self.add_error(None, ValidationError(message, code="twice"))

    def chosen(self) -> dict[str, int]:
        """Return the position of the column for each field."""
        found = {field: self.cleaned_data.get(field) for field in columns.FIELDS}
        return {field: int(at) for field, at in found.items() if at}

    def unused(self) -> list[str]:
        """Return the headings of the columns that are left out."""
        used = set(self.chosen().values())
        return [each for at, each in enumerate(self.headings) if at not in used and each.strip()]


class StartForm(FieldErrors, forms.Form):
    """The start of an import. ``is_repeated`` says that the same file was imported before."""

    again = forms.BooleanField(
        label=_("Import this file again"),
        error_messages={"required": _("Tick the box to import this file a second time")},
    )

    def __init__(self, *args: Any, is_repeated: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not is_repeated:
            del self.fields["again"]
