from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.organizations.endorsements import EndorsementInput
from signatures.forms.fields import pictures
from signatures.forms.fields.addresses import AddressField
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.messages import clean_line, explain
from signatures.models import Organization
from signatures.text import names, websites

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_IN_A_LINE = 120  # characters of an organization's name, and of what it represents
MOST_IN_A_ROLE = 90


class EndorseForm(FieldErrors, forms.Form):
    """The form to ask for an endorsement. It never saves; ``endorsements.ask`` does."""

    organization = forms.CharField(
        label=_("Name of the organization"),
        strip=False,
        error_messages={"required": _("Enter the name of the organization")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Organization.Kind,
        error_messages={
            "required": _("Choose the kind of organization"),
            "invalid_choice": _("Choose the kind of organization"),
        },
    )
    website = forms.CharField(
        label=_("Website"),
        error_messages={"required": _("Enter the website of the organization")},
    )
    represents = forms.CharField(label=_("Represents"), required=False, strip=False)
    name = forms.CharField(
        label=_("Your name"), strip=False, error_messages={"required": _("Enter your name")}
    )
    role = forms.CharField(
        label=_("Your role there"),
        strip=False,
        error_messages={"required": _("Enter your role in the organization")},
    )
    email = AddressField(
        label=_("E-mail"),
        strip=False,
        error_messages={"required": _("Enter your e-mail address")},
    )
    logo = forms.FileField(label=_("Logo"), required=False)
    permit_logo = forms.BooleanField(label=_("Showing the logo"), required=False)
    authorized = forms.BooleanField(
        label=_("Speaking for it"),
        error_messages={"required": _("Tick the box if you may speak for the organization")},
    )
    # A trap for programs: people do not see this field.
    subject = forms.CharField(label=_("Subject"), required=False)
    invitation = forms.CharField(required=False)

    @property
    def kinds(self) -> "Sequence[tuple[str, StrOrPromise]]":
        return Organization.Kind.choices

    @property
    def logo_is_lost(self) -> bool:
        """Return whether an invalid form had a logo, which browsers do not send again."""
        return bool(self.errors and self.files.get("logo"))

    def clean_organization(self) -> str:
        line = clean_line(self, "organization", most=MOST_IN_A_LINE)
        if not any(char.isalnum() for char in line):
            message = gettext("Enter the name of the organization")
            raise ValidationError(message, code="no_letter")
        return line

    def clean_website(self) -> str:
        try:
            return websites.clean_website(self.cleaned_data["website"])
        except websites.NotAWebsiteError as error:
            message = gettext("Enter a website, like https://example.org")
            raise ValidationError(message, code=error.code) from error

    def clean_represents(self) -> str:
        return clean_line(self, "represents", most=MOST_IN_A_LINE)

    def clean_name(self) -> str:
        try:
            return names.clean_name(self.cleaned_data["name"])
        except names.NotANameError as error:
            message = explain(error.code, self.fields["name"].label)
            raise ValidationError(message, code=error.code) from error

    def clean_role(self) -> str:
        return clean_line(self, "role", most=MOST_IN_A_ROLE)

    def clean_logo(self) -> ContentFile | None:
        upload = self.cleaned_data["logo"]
        return pictures.clean_logo(upload) if upload else None

    def clean_subject(self) -> str:
        if self.cleaned_data["subject"]:
            message = gettext("Leave this field empty. It is there to catch programs.")
            raise ValidationError(message, code="trap")
        return ""

    def clean(self) -> None:
        if self.cleaned_data.get("logo") and not self.cleaned_data.get("permit_logo"):
            message = gettext("Tick the box, or remove the logo")
            self.add_error("permit_logo", ValidationError(message, code="required"))

    def asked(self) -> EndorsementInput:
        """Return the cleaned input. Call after ``is_valid``."""
        typed = self.cleaned_data
        return EndorsementInput(
            name=typed["organization"],
            kind=typed["kind"],
            website=typed["website"],
            represents=typed["represents"],
            contact_name=typed["name"],
            contact_role=typed["role"],
            email=typed["email"],
            logo=typed["logo"],
        )
