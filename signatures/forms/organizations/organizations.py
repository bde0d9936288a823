"""Form for an organization, with the same rules for organizers as for everyone else."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields import pictures
from signatures.forms.fields.typed import max_length
from signatures.forms.signing import explain
from signatures.models import Organization
from signatures.text import names, websites


class OrganizationForm(forms.ModelForm):
    website = forms.CharField(
        label=_("Website"), required=False, help_text=_("Such as https://example.org.")
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_(
            "PNG, JPEG or WebP, up to 1 MB. It is painted anew, and shown with permission only."
        ),
    )

    class Meta:
        model = Organization
        fields = ["name", "kind", "website", "represents", "members", "logo", "mark_permitted_by"]
        labels = {"mark_permitted_by": _("Who permitted the logo")}
        help_texts = {"mark_permitted_by": ""}

    def clean_name(self) -> str:
        name = self._line("name")
        if not any(map(str.isalnum, name)):
            message = gettext("Please enter the organization’s name.")
            raise ValidationError(message, code="no_letter")
        return name

    def clean_represents(self) -> str:
        return self._line("represents")

    def clean_website(self) -> str:
        typed = self.cleaned_data["website"]
        try:
            return websites.clean_website(typed) if typed else ""
        except websites.NotAWebsiteError as error:
            raise ValidationError(gettext("Please enter an https address."), error.code) from error

    def clean_logo(self) -> File | str | bool | None:
        logo = self.cleaned_data["logo"]
        return pictures.clean_logo(logo) if isinstance(logo, UploadedFile) else logo

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("logo") and not self.cleaned_data.get("mark_permitted_by"):
            self.add_error("mark_permitted_by", gettext("A logo is shown only with permission."))
        elif self.cleaned_data.get("logo") and not self.instance.mark_permitted_at:
            self.instance.mark_permitted_at = timezone.now()

    def _line(self, field: str) -> str:
        most = max_length(Organization, field)
        try:
            return names.clean_line(self.cleaned_data[field], most=most)
        except names.NotANameError as error:
            raise ValidationError(explain(error.code), code=error.code) from error
