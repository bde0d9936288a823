"""Forms to find and erase people who wrote in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.messages import clean_address
from signatures.forms.moderation.decisions import words_for_log
from signatures.models import Signature


class FindForm(FieldErrors, forms.Form):
    who = forms.CharField(
        label=_("E-mail address or whole name"),
        max_length=254,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_who(self) -> str:
        typed = self.cleaned_data["who"]
        return clean_address(typed) if "@" in typed else typed


class EraseForm(FieldErrors, forms.Form):
    """The rows to erase, of those that were found, and the reason for the log.

    ``reports`` are those of an address that someone else signed in its owner's name.
    """

    chosen = forms.TypedMultipleChoiceField(label=_("Signatures"), required=False)
    reports = forms.BooleanField(label=_("Reports from this address"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_(
            "How they asked for it and how you know who they are. The log keeps it: write no name"
            " and no address."
        ),
    )

    def __init__(self, data: Any = None, *, found: list[Signature]) -> None:
        super().__init__(data)
        self.found = {str(each.public_id): each for each in found}
        self.fields["chosen"].choices = [(key, key) for key in self.found]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if not (self.errors or self.cleaned_data.get("chosen") or self.cleaned_data["reports"]):
            message = gettext("Choose at least one signature")
            self.add_error("chosen", ValidationError(message, code="required"))
        reason = self.cleaned_data.get("reason", "")
        names = [self.found[each].name for each in self.cleaned_data.get("chosen", [])]
        try:
            for name in ["", *names]:
                reason = words_for_log(reason, name)
        except ValidationError as error:
            self.add_error("reason", error)
        if reason.casefold() in {each.casefold() for each in names if each}:
            self.add_error("reason", ValidationError(gettext("Write no name"), code="personal"))
