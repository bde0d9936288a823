"""Form to sign with a guild's code alone: no name, no address."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from signatures import tokens
from signatures.actions.signing.sign import SignatureInput
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.guilds.codes import clean_code
from signatures.models import Signature
from signatures.renditions.texts import consents

PLACEHOLDER = "A member"  # a signature has a name until its proof; this one is erased with it


class CodeAloneForm(FieldErrors, forms.Form):
    guild_code = forms.CharField(
        max_length=100,
        label=_("Code from your guild"),
        error_messages={"required": _("Enter the code from your guild")},
    )
    consent_sign = forms.BooleanField(
        label=_("Signing"), error_messages={"required": _("Tick the box to sign")}
    )
    text_sha256 = forms.CharField(required=False)
    stamp = forms.CharField(required=False)

    def __init__(self, *args: Any, number: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sign_words = consents.words(number, chooses_display=True)["sign"]

    def clean_guild_code(self) -> str:
        return clean_code(self.cleaned_data["guild_code"])

    @cached_property
    def is_quick(self) -> bool:
        """Return whether the form was sent faster than people type, or without its stamp."""
        return not tokens.stamp_is_fresh(self.cleaned_data["stamp"], age=settings.FORM_AGE)

    def words(self) -> SignatureInput:
        """Return the input of ``sign``. Call after ``is_valid``."""
        return SignatureInput(
            PLACEHOLDER,
            guild_code=self.cleaned_data["guild_code"],
            stamp=self.cleaned_data["stamp"],
            display=Signature.Display.ANONYMOUS,
            is_nameless=True,
            consents={"sign": self.sign_words},
        )
