"""Forms about one signature: for its signatory, or for someone named who did not sign."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures import tokens
from signatures.actions.signing import identity_claims
from signatures.forms.fields.addresses import AddressField
from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import Signature, Statement
from signatures.renditions import signatories

MOST_WORDS = 500


class AskForm(FieldErrors, forms.Form):
    """A request to send the link to one's own signature again."""

    email = AddressField(
        label=_("E-mail"), error_messages={"required": _("Enter your e-mail address")}
    )


class CodeForm(FieldErrors, forms.Form):
    """The code from the e-mail, and the address it was sent to."""

    email = AddressField(
        label=_("E-mail"), error_messages={"required": _("Enter your e-mail address")}
    )
    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=40,
        error_messages={"required": _("Enter the code from the e-mail")},
    )


class AddressForm(FieldErrors, forms.Form):
    """Another e-mail address for one's signature."""

    email = AddressField(
        label=_("New e-mail address"),
        error_messages={"required": _("Enter your new e-mail address")},
    )


class NotMeForm(FieldErrors, forms.Form):
    """A report that the person named did not sign.

    ``found`` are the signatures of that name once the form is valid or the name is ambiguous.
    """

    name = forms.CharField(
        label=_("Name on the list"),
        max_length=100,
        error_messages={"required": _("Enter the name as the list shows it")},
    )
    signature = forms.CharField(label=_("Signature"), required=False, max_length=200)
    email = AddressField(
        label=_("Your e-mail address"),
        error_messages={"required": _("Enter your e-mail address")},
    )
    words = forms.CharField(label=_("What the campaign team should know"), required=False)

    def __init__(self, data: Any, *, statement: Statement, name: str = "") -> None:
        super().__init__(data, initial={"name": name})
        self.statement = statement
        self.found: list[Signature] = []

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        self.found = identity_claims.find(self.statement, name)
        if not self.found:
            message = gettext("Enter the name as the list shows it: this name is not on the list")
            raise ValidationError(message, code="not_listed")
        return name

    def clean_words(self) -> str:
        words = " ".join(self.cleaned_data["words"].split())
        if len(words) > MOST_WORDS:
            message = gettext("Shorten what the campaign team should know to 500 characters")
            raise ValidationError(message, code="max_length")
        return words

    def clean_signature(self) -> str:
        typed = self.cleaned_data["signature"]
        if len(self.found) > 1 and self._chosen(typed) is None:
            raise ValidationError(gettext("Choose the signature you mean"), code="ambiguous")
        return typed

    @property
    def chosen(self) -> Signature:
        """The signature that the form is about, once it is valid."""
        chosen = self._chosen(self.cleaned_data["signature"])
        return chosen or self.found[0]

    @property
    def choices(self) -> list[tuple[str, signatories.Row, bool]]:
        """The signatures of an ambiguous name: their value, what the list shows, and the choice."""
        if len(self.found) < 2:  # noqa: PLR2004 - one needs no choice
            return []
        rows = signatories.rows(self.found)
        values = [tokens.choice_token(each.public_id) for each in self.found]
        typed = self.data.get("signature", "")
        return [(value, row, value == typed) for value, row in zip(values, rows, strict=True)]

    def _chosen(self, typed: str) -> Signature | None:
        public_id = tokens.read_choice_token(typed) if typed else None
        return next((each for each in self.found if each.public_id == public_id), None)
