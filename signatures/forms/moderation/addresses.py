"""Forms to look up an e-mail address across statements, and to clear it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.addresses import AddressField
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.moderation.decisions import words_for_log


class AddressForm(FieldErrors, forms.Form):
    email = AddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


class ClearForm(AddressForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("How the owner asked for it. The log keeps it: write no name and no address."),
    )

    def clean_reason(self) -> str:
        return words_for_log(self.cleaned_data["reason"])
