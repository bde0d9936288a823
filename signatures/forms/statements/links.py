from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields import pictures
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.statements.texts import LineField, no_controls


class LinkForm(FieldErrors, forms.Form):
    """A link, which must begin with https, and its picture, which is redrawn."""

    title = LineField(label=_("Title"), max_length=120, validators=[no_controls])
    url = forms.URLField(
        label=_("Address"),
        max_length=200,
        assume_scheme="https",
        help_text=_("Must begin with https://"),
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput,
        help_text=_("PNG, JPEG or WebP, wider than high, up to 1 MB. Shown instead of the video."),
    )
    without_picture = forms.BooleanField(label=_("Remove the picture"), required=False)
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=10_000,
        help_text=_("The lowest number comes first."),
    )

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        parts = urlsplit(url)
        if parts.scheme != "https" or "@" in parts.netloc:
            raise ValidationError(
                gettext("Enter an address that begins with https://"), code="not_https"
            )
        return url

    def clean_picture(self) -> File | None:
        picture = self.cleaned_data["picture"]
        return pictures.clean_logo(picture) if isinstance(picture, UploadedFile) else None

    def values(self) -> dict[str, Any]:
        """Return the fields of the link. Call after ``is_valid``."""
        values = {name: self.cleaned_data[name] for name in ("title", "url", "position")}
        gone = False if self.cleaned_data["without_picture"] else None
        return {**values, "picture": self.cleaned_data["picture"] or gone}
