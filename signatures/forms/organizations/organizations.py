"""Form for an organization, with the same rules for organizers as for everyone else."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields import pictures
from signatures.forms.fields.addresses import WebsiteField
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.messages import clean_line
from signatures.forms.fields.typed import max_length, set_empty_choice
from signatures.models import Organization


class OrganizationForm(FieldErrors, forms.ModelForm):
    website = WebsiteField(
        label=_("Website"), required=False, help_text=_("For example: https://example.org")
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG or WebP, up to 1 MB. Shown only with permission."),
    )

    class Meta:
        model = Organization
        fields = ["name", "kind", "website", "represents", "members", "logo", "mark_permitted_by"]
        labels = {"mark_permitted_by": _("Name and role of the person who permitted the logo")}
        help_texts = {"mark_permitted_by": ""}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_empty_choice(self, "kind", _("Choose a kind"))

    def clean_name(self) -> str:
        name = clean_line(self, "name", most=max_length(Organization, "name"))
        if not any(map(str.isalnum, name)):
            message = gettext("Enter the name of the organization")
            raise ValidationError(message, code="no_letter")
        return name

    def clean_represents(self) -> str:
        return clean_line(self, "represents", most=max_length(Organization, "represents"))

    def clean_logo(self) -> File | str | bool | None:
        logo = self.cleaned_data["logo"]
        return pictures.clean_logo(logo) if isinstance(logo, UploadedFile) else logo

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("logo") and not self.cleaned_data.get("mark_permitted_by"):
            self.add_error("mark_permitted_by", gettext("Enter who permitted the use of the logo"))
        elif self.cleaned_data.get("logo") and not self.instance.mark_permitted_at:
            self.instance.mark_permitted_at = timezone.now()
