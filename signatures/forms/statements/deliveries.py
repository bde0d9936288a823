"""Forms for a delivery to the addressee, and for the answer to one demand."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields import receipts
from signatures.forms.fields.dates import UTCDateTimeField, keep_fraction
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.statements.texts import LineField, LinesField, no_controls
from signatures.models import Answer, Delivery


class DeliveryForm(FieldErrors, forms.ModelForm):
    """To whom, when and how; the frozen list is not in it."""

    recipient = LineField(
        label=_("Delivered to"),
        max_length=200,
        validators=[no_controls],
        help_text=_("The person or body that received it."),
    )
    delivered_at = UTCDateTimeField(
        label=_("Delivered on"), help_text=_("Like 2 September 2026, 14:05 Berlin.")
    )
    note = LineField(
        label=_("What happened"),
        max_length=500,
        required=False,
        validators=[no_controls],
        help_text=_("Optional. For example: received at the entrance by the head of the office."),
    )
    file = forms.FileField(
        label=_("Receipt or photograph"),
        required=False,
        widget=forms.FileInput,
        help_text=_(
            "PDF, PNG, JPEG or WebP, up to 5 MB. Everyone can see it: cover signatures and "
            "addresses first, and ask the people in a photograph."
        ),
    )
    without_file = forms.BooleanField(label=_("Remove the file"), required=False)
    file_label = LineField(
        label=_("What the file shows"),
        max_length=100,
        required=False,
        validators=[no_controls],
        help_text=_("For example: signed receipt."),
    )

    class Meta:
        model = Delivery
        fields = ["recipient", "delivered_at", "how", "note", "file", "file_label"]
        labels = {"how": _("How")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.before = self.instance.delivered_at
        if not self.instance.file:
            del self.fields["without_file"]

    def clean_delivered_at(self) -> datetime | None:
        at = keep_fraction(self.cleaned_data["delivered_at"], self.before)
        if at and at > timezone.now():
            raise ValidationError(gettext("Enter a time that has passed"), code="future")
        return at

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        return receipts.clean_receipt(file) if isinstance(file, UploadedFile) else file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("without_file") and "file" not in self.files:
            cleaned["file"] = False
        has_file = cleaned.get("file", True)
        if has_file and "file" not in self.errors and not cleaned.get("file_label"):
            self.add_error(
                "file_label", ValidationError(gettext("Say what the file shows"), code="required")
            )
        if not has_file:
            cleaned["file_label"] = ""
        return cleaned


class NewDeliveryForm(DeliveryForm):
    """The list is frozen once, when the delivery is recorded."""

    list_at = UTCDateTimeField(
        label=_("Time of the list"),
        required=False,
        help_text=_(
            "When you printed or saved the list that you delivered. Leave empty if it had the "
            "names of the time of delivery."
        ),
    )
    field_order = ["recipient", "delivered_at", "list_at", "how", "note", "file", "file_label"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        delivered_at, list_at = cleaned.get("delivered_at"), cleaned.get("list_at")
        if delivered_at and list_at and list_at > delivered_at:
            message = gettext("Enter a time before the delivery")
            self.add_error("list_at", ValidationError(message, code="after_delivery"))
        self.instance.list_at = list_at or delivered_at
        name = "list_at" if list_at else "delivered_at"
        if self.instance.list_at and not self._was_public(self.instance.list_at):
            message = gettext("Enter a time after the statement became public")
            self.add_error(name, ValidationError(message, code="not_public"))
        return cleaned

    def _was_public(self, at: datetime) -> bool:
        statement = self.instance.statement
        return statement.is_public and statement.public_since <= at


class AnswerForm(FieldErrors, forms.ModelForm):
    """An answer of the addressee to one demand."""

    demand = LineField(
        label=_("Demand"),
        max_length=200,
        validators=[no_controls],
        help_text=_("What the statement asks for, in one line."),
    )
    outcome = forms.ChoiceField(
        label=_("Answer"), choices=[("", _("Choose an answer")), *Answer.Outcome.choices]
    )
    text = LinesField(
        label=_("Their words"), max_length=2_000, required=False, validators=[no_controls]
    )
    answered_on = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day of the answer, or until when there was none."),
    )
    url = forms.URLField(
        label=_("Link to the answer"), max_length=200, required=False, assume_scheme="https"
    )

    class Meta:
        model = Answer
        fields = ["demand", "outcome", "answered_on", "text", "url"]

    def clean_answered_on(self) -> date:
        day: date = self.cleaned_data["answered_on"]
        if day > timezone.now().date():
            raise ValidationError(gettext("Enter a date that has passed"), code="future")
        return day
