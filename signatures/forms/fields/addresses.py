"""Form fields for e-mail addresses and websites."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from signatures.forms.fields.messages import clean_address
from signatures.text import websites


class AddressField(forms.CharField):
    """An e-mail address that this site can send to; its value is as ``addresses.clean_email``."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return clean_address(typed) if self.required or typed.strip() else ""


class WebsiteField(forms.CharField):
    """A website with https; its value is as ``websites.clean_website``, "" if none was typed."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return websites.clean_website(typed) if typed else ""
        except websites.NotAWebsiteError as error:
            message = gettext("Enter an address that begins with https://")
            raise ValidationError(message, code=error.code) from error
