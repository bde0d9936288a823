"""Form for many notable signatories at once: a table, which a pasted list fills."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.notables.several import Person
from signatures.forms.fields.messages import explain
from signatures.forms.notables.notables import CREDIT, CheckForm, PlaceForm
from signatures.models import Signature
from signatures.text import names

ROWS = 20  # of an empty table
MOST = 50
NEW = "new"  # instead of a signature: add the name
SEPARATORS = ("\t", ";", ",", " – ", " | ")


class SeveralForm(CheckForm, PlaceForm):
    """Heading and identity check of all, and the list to paste."""

    field_order = ("pasted", "heading", "how", "checked_on", "note")
    pasted = forms.CharField(
        label=_("Paste a list"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("A person on each line: name, then credit. It is added to the table below."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["credit"]

    def clean_credit(self) -> str:
        return ""  # each row has its own


class Row:
    """One line of the table: what was typed, what is wrong, and which signature it may be."""

    def __init__(self, number: int, name: str, credit: str, chosen: str = "") -> None:
        self.number, self.typed, self.credit, self.chosen = number, name, credit, chosen
        self.name, self.error = "", ""
        self.found: list[Signature] = []
        try:
            self.name = names.clean_name(name)
            self.credit = names.clean_line(credit, most=CREDIT)
        except names.NotANameError as error:
            self.error = explain(
                error.code, gettext("Name") if not self.name else gettext("Credit")
            )

    def offer(self, found: Sequence[Signature]) -> None:
        """Offer the signatures that show the name. A single one is chosen, if nothing else is."""
        self.found = [each for each in found if not hasattr(each, "notable")]
        if found and not self.found:
            self.error = gettext("This person is a notable signatory already. Empty the row.")
        offered = {str(each.public_id) for each in self.found} | {NEW}
        if self.chosen not in offered:
            same = len(self.found) == 1 and self.found[0].name == self.name
            self.chosen = str(self.found[0].public_id) if same else "" if self.found else NEW

    @property
    def is_unclear(self) -> bool:
        return not self.error and not self.chosen

    def person(self) -> Person:
        chosen = [each for each in self.found if str(each.public_id) == self.chosen]
        return Person(self.name, self.credit, chosen[0] if chosen else None)


def typed_rows(data: Any) -> list[Row]:
    """Return the rows of the table that have a name or a credit, then those of the pasted list.

    Raises ValidationError if there are too many.
    """
    cells = [
        [data.get(f"{part}-{n}", "") for part in ("name", "credit", "who")] for n in range(MOST)
    ]
    lines = [line for line in data.get("pasted", "").splitlines() if line.strip()]
    cells = [each for each in cells if "".join(each[:2]).strip()] + [_split(each) for each in lines]
    if len(cells) > MOST:
        message = gettext("Enter at most %(most)s people at once")
        raise ValidationError(message % {"most": MOST}, code="too_many")
    return [Row(number, *each) for number, each in enumerate(cells)]


def _split(line: str) -> list[str]:
    """Return name and credit of a pasted line, split at the first separator it has."""
    for separator in SEPARATORS:
        name, found, credit = line.partition(separator)
        if found:
            return [name.strip(), credit.strip(), ""]
    return [line.strip(), "", ""]
