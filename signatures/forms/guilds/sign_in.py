"""Form for the settings by which a guild's members sign in with it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.guilds.sign_in import http_client
from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import GuildSignIn

# Scopes that reveal who someone is, or that last longer than one sign-in.
NOT_ASKED_FOR = {"openid", "profile", "email", "address", "phone", "offline_access"}
MOST_ACCEPTED, LONGEST_ACCEPTED = 20, 60
SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, 3.3


class GuildSignInForm(FieldErrors, forms.ModelForm):
    secret = forms.CharField(
        label=_("Secret"),
        required=False,
        max_length=400,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = GuildSignIn
        fields = ["issuer", "client_id", "auth_method", "scope"]
        fields += ["status_claim", "accepted", "guild_value", "max_age"]
        widgets = {"accepted": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "issuer": _("Issuer"),
            "client_id": _("Client ID"),
            "auth_method": _("Secret sent"),
            "scope": _("Scopes"),
            "status_claim": _("Claim"),
            "accepted": _("Accepted values"),
            "guild_value": _("Value of the claim “guild”"),
            "max_age": _("Maximum age of the sign-in, in minutes"),
        }

    field_order = ["issuer", "client_id", "secret"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = bool(self.instance.sealed_secret)
        self.fields["secret"].help_text = (
            gettext("Stored encrypted and never shown. Leave empty to keep the current one.")
            if there
            else gettext("Stored encrypted and never shown.")
        )

    def clean_issuer(self) -> str:
        issuer = self.cleaned_data["issuer"]
        if not http_client.is_allowed(issuer) or "?" in issuer or "#" in issuer:
            raise ValidationError(_("Enter an address that begins with https://"), "https")
        return issuer

    def clean_accepted(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["accepted"].splitlines()]
        found = list(dict.fromkeys(filter(None, lines)))
        if len(found) > MOST_ACCEPTED or any(len(each) > LONGEST_ACCEPTED for each in found):
            raise ValidationError(
                _("Enter up to 20 values of up to 60 characters, each on its own line"),
                code="values",
            )
        return "\n".join(found)

    def clean_scope(self) -> str:
        scopes = self.cleaned_data["scope"].split()
        if not all(map(SCOPE.fullmatch, scopes)):
            raise ValidationError(_("Enter scopes separated by spaces"), code="scopes")
        if NOT_ASKED_FOR.intersection(scopes):
            raise ValidationError(
                _("This scope reveals more than membership. Ask the guild for a scope of its own."),
                code="too_much",
            )
        return " ".join(scopes)


class TakeBackForm(FieldErrors, forms.Form):
    since = forms.DateTimeField(
        label=_("Since"),
        help_text=_("Date and time in UTC, for example 2026-11-22 14:30."),
    )

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since > timezone.now():
            raise ValidationError(_("Enter a date and time in the past"), code="future")
        return since
