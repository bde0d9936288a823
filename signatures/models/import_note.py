from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class LineProblem(models.TextChoices):
    """A reason to leave a line of an imported file out."""

    BROKEN = "broken", _("This line cannot be read: check its quotation marks")
    EMPTY = "empty", _("There is no name")
    TOO_LONG = "too_long", _("The name is longer than 100 characters")
    CONTROL_CHARACTER = "control_character", _("There are invisible characters in the name")
    WEB_ADDRESS = "web_address", _("There is a link or an e-mail address in the name")
    MARKS = "marks", _("There are too many accents on one letter of the name")
    SAME_ADDRESS = "same_address", _("Another line has the same e-mail address")
    HAS_SIGNED = "has_signed", _("There is a signature with this e-mail address")
    SAID_NO = "said_no", _("The owner of this e-mail address asked to be left out")


class LineNote(models.TextChoices):
    """A remark on a line that is imported. Some are followed by a colon and a value."""

    SAME_NAME = "same_name", _("Another line has the same name. Check whether it is one person")
    ON_THE_LIST = "on_the_list", _("A signature has the same name. Check whether it is one person")
    CREDIT = "credit", _("Imported without the credit, which is too long or has a link")
    OCCUPATION = "occupation", _("Imported without the occupation, which is not on your list")
    COUNTRY = "country", _("Imported without the country, which is unknown")
    EMAIL = "email", _("Imported without the e-mail address, which is not valid")
    DATE = "date", _("Imported without the date, which cannot be read")
    FUTURE = "future", _("Imported without the date, which is in the future")


class FileProblem(models.TextChoices):
    """A reason to refuse an uploaded file, with advice."""

    TOO_LARGE = "too_large", _("The file is larger than 20 MB. Split it")
    TOO_MANY = "too_many", _("The file has more than 100,000 lines. Split it")
    EMPTY = "empty", _("The file has no line after the headings")
    OLD_EXCEL = "old_excel", _("This is an old Excel file. Save it as XLSX or as “CSV UTF-8”")
    NOT_A_TABLE = "not_a_table", _("This is not a CSV or XLSX file. Save the table as one of them")
    DAMAGED = "damaged", _("The workbook is damaged or too large. Save it again, or as “CSV UTF-8”")
    ENCODING = (
        "encoding",
        _("The letters in this file cannot be read. In Excel, save it as “CSV UTF-8”"),
    )


def note_in_words(note: str) -> str:
    """Return the label of a note, with its value: ``"country:Atlantis"`` ends with “Atlantis”."""
    code, _separator, value = note.partition(":")
    label = str(LineNote(code).label) if code in LineNote.values else code
    return gettext("%(note)s: “%(value)s”") % {"note": label, "value": value} if value else label
