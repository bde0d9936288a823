"""Form for the site that a signatory names as their own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.text import websites


class LinkedSiteForm(FieldErrors, forms.Form):
    url = forms.CharField(
        label=_("Address of your page"),
        max_length=websites.MOST_IN_A_WEBSITE,
        widget=forms.TextInput({"type": "url", "inputmode": "url", "autocomplete": "url"}),
        help_text=_("For example: https://example.org/about"),
    )

    def clean_url(self) -> str:
        """Return the address as it is stored. Raises ValidationError."""
        typed: Any = self.cleaned_data["url"]
        try:
            return websites.clean_website(typed)
        except websites.NotAWebsiteError as error:
            message = gettext("Enter an address like https://example.org/about")
            raise ValidationError(message, code=error.code) from error
