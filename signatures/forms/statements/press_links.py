"""Form for a link with which a journalist reads a statement under embargo."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.dates import UTCDateTimeField
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.typed import max_length
from signatures.forms.statements.texts import LineField, no_controls
from signatures.models import PressLink


class PressLinkForm(FieldErrors, forms.Form):
    name = LineField(
        label=_("Journalist"),
        max_length=max_length(PressLink, "name"),
        validators=[no_controls],
        help_text=_("A name, or a newsroom. It is shown on every page and file that they open."),
    )
    expires_at = UTCDateTimeField(
        label=_("Works until"),
        help_text=_("Like 2 September 2026, 14:05 Berlin. It ends at publication at the latest."),
    )

    def clean_expires_at(self) -> datetime:
        moment: datetime = self.cleaned_data["expires_at"]
        if moment <= timezone.now():
            raise ValidationError(gettext("Enter a time in the future"), code="past")
        return moment
