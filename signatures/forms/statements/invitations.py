"""Forms to invite people to sign before a statement is public."""

import csv
import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.statements.invitations.invitations import Invited, Person
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.messages import clean_address, explain
from signatures.forms.fields.typed import max_length
from signatures.forms.statements.texts import LineField, LinesField
from signatures.models import Invitation, NotableHeading, Statement
from signatures.text import names

MOST = 500  # people at once
MOST_BYTES = 200_000
MOST_IN_A_GROUP = 100_000
SEPARATORS = ("\t", ";", ",")


class HeadingField(LineField):
    """The heading above the list; empty for none."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Heading above the list"),
            required=False,
            max_length=max_length(NotableHeading, "name"),
            help_text=_(
                "For example “Founding signatories”. Confirmed signatures are placed there by "
                "themselves, in the order of the list. Leave empty to list them with the others."
            ),
        )


class InviteForm(FieldErrors, forms.Form):
    """People to invite: pasted, or in a CSV file, with a name and perhaps an address each."""

    pasted = LinesField(
        label=_("People"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea({"rows": 8, "autocomplete": "off"}),
        help_text=_(
            "One person on each line: name, then e-mail address. Without an address, you hand "
            "over the link yourself."
        ),
    )
    file = forms.FileField(
        label=_("Or a CSV file"), required=False, help_text=_("The same two columns.")
    )
    heading = HeadingField()
    send_now = forms.BooleanField(label=_("Send the e-mails now"), required=False)

    def __init__(self, *args: Any, statement: Statement, **options: Any) -> None:
        super().__init__(*args, **options)
        self.statement = statement

    def clean(self) -> None:
        lines = self._lines()
        if self.errors:
            return
        if not lines:
            message = gettext("Enter at least one person, or choose a file")
            self.add_error("pasted", ValidationError(message, code="required"))
        if len(lines) > MOST:
            message = gettext("Enter at most %(most)s people at once") % {"most": MOST}
            self.add_error("pasted", ValidationError(message, code="too_many"))
            return
        self.people = [self._person(*each) for each in lines]
        self._refuse_repeated([number for number, _cells in lines])

    def _lines(self) -> list[tuple[int, list[str]]]:
        """Return the lines that have words, with their numbers, a line of headings left out."""
        typed = self.cleaned_data.get("pasted") or ""
        if file := self.cleaned_data.get("file"):
            if file.size > MOST_BYTES:
                message = gettext("Choose a smaller file")
                self.add_error("file", ValidationError(message, code="too_large"))
                return []
            typed = f"{typed}\n{_decoded(file.read())}"
        lines = [(n, _cells(each)) for n, each in enumerate(typed.splitlines(), 1) if each.strip()]
        return [each for each in lines if each[1][0].casefold() not in ("name", "names")]

    def _person(self, number: int, cells: list[str]) -> Person:
        name, email = "", next((each for each in cells[1:] if each), "")
        try:
            name = names.clean_name(cells[0])
        except names.NotANameError as error:
            self._complain(number, explain(error.code, gettext("Name")), error.code)
        try:
            email = clean_address(email) if email else ""
        except ValidationError as error:
            self._complain(number, error.messages[0], "address")
            email = ""
        return Person(name, email)

    def _refuse_repeated(self, numbers: list[int]) -> None:
        known = Invited(self.statement)
        for number, person in zip(numbers, self.people, strict=True):
            if person.email and not known.add(person):
                message = gettext("this address was invited already. Remove the line")
                self._complain(number, message, "repeated")

    def _complain(self, number: int, message: str, code: str) -> None:
        words = gettext("Line %(number)s: %(message)s") % {"number": number, "message": message}
        self.add_error("pasted", ValidationError(words, code=code))


class GroupForm(FieldErrors, forms.Form):
    """A link for a group."""

    label = LineField(
        label=_("Group"),
        max_length=max_length(Invitation, "label"),
        help_text=_("For example “Members of the choir”. Only organizers see it."),
    )
    limit = forms.IntegerField(
        label=_("Number of people"), min_value=1, max_value=MOST_IN_A_GROUP, initial=20
    )
    heading = HeadingField()


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _cells(line: str) -> list[str]:
    """Return the cells of a line; the separator is the first of SEPARATORS that it has."""
    separator = next((each for each in SEPARATORS if each in line), ",")
    row = next(csv.reader(io.StringIO(line), delimiter=separator), [""])
    return [each.strip() for each in row] or [""]
