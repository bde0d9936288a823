"""Form for a notice above the public pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.dates import UTCDateTimeField
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.statements.texts import LineField, no_controls
from signatures.models import Notice


class NoticeForm(FieldErrors, forms.ModelForm):
    text = LineField(
        label=_("Notice"),
        max_length=300,
        validators=[no_controls],
        help_text=_("For example: E-mails are delayed today. Your signature is safe."),
    )
    shows_from = UTCDateTimeField(label=_("Show from"), help_text=_("Times are UTC."))
    shows_until = UTCDateTimeField(
        label=_("Show until"), required=False, help_text=_("Empty: until you remove it.")
    )

    class Meta:
        model = Notice
        fields = ["text", "shows_from", "shows_until"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        begins, ends = values.get("shows_from"), values.get("shows_until")
        if ends and ends <= max(begins or ends, timezone.now()) and begins:
            message = gettext("Enter a time that is still to come and after the beginning")
            self.add_error("shows_until", ValidationError(message, code="over"))
        return values
