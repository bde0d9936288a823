"""Form for the dates of a launch, and for what stays public after the end."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.dates import UTCDateTimeField
from signatures.forms.statements.statements import DatesForm
from signatures.models import Statement

DATES = ("opens_at", "embargo_at", "publishes_at", "closes_at")


class LaunchForm(DatesForm):
    embargo_at = UTCDateTimeField(
        label=_("Embargo begins at"),
        required=False,
        help_text=_(
            "From this time until publication, journalists with a link of their own can read it. "
            "Leave empty for no embargo."
        ),
    )
    after_close = forms.ChoiceField(
        label=_("After signing has ended"),
        choices=Statement.AfterClose,
        widget=forms.RadioSelect,
    )
    field_order = (*DATES, "after_close")

    statement: Statement

    def __init__(self, *args: Any, statement: Statement, **options: Any) -> None:
        initial = {name: getattr(statement, name) for name in (*DATES, "after_close")}
        super().__init__(*args, **{"initial": initial, **options})
        self.statement = statement
        self.fields["publishes_at"].help_text = _(
            "The text and the names become public at this time. Leave empty to show them only to "
            "invited people."
        )
        if statement.is_public:
            for name in ("embargo_at", "publishes_at"):
                self.fields[name].disabled = True

    def clean_publishes_at(self) -> datetime | None:
        """Return the time of publication. A mistyped year must not publish at once."""
        typed = self._kept("publishes_at")
        if not self.statement.is_public and typed and typed <= timezone.now():
            message = gettext("Enter a time in the future, or choose “Publish now” above")
            raise ValidationError(message, code="past")
        return super().clean_publishes_at()

    def clean_embargo_at(self) -> Any:
        return self._kept("embargo_at")

    def clean(self) -> None:
        super().clean()
        if self.fields["embargo_at"].disabled:
            return
        begins, ends = (self.cleaned_data.get(each) for each in ("embargo_at", "publishes_at"))
        if begins and not ends and "publishes_at" not in self.errors:
            message = gettext("Enter the time of publication too, because the embargo ends then")
            self.add_error("publishes_at", ValidationError(message, code="required"))
        elif begins and ends and begins >= ends:
            message = gettext("Enter a time before the publication")
            self.add_error("embargo_at", ValidationError(message, code="order"))

    def values(self) -> dict[str, Any]:
        """Return what was typed. Call after ``is_valid``."""
        return {name: self.cleaned_data[name] for name in (*DATES, "after_close")}
