"""Forms of an update: its words, and the time of its publication."""

from django import forms
from django.utils.translation import gettext_lazy as _

from signatures.actions.statements.updates import UpdateInput
from signatures.forms.fields.dates import UTCDateTimeField
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.statements.texts import LineField, LinesField, no_controls

MOST_IN_AN_UPDATE = 20_000  # characters; about seven printed pages


class UpdateForm(FieldErrors, forms.Form):
    title = LineField(
        label=_("Title"),
        max_length=200,
        validators=[no_controls],
        help_text=_("Also the subject of the e-mail."),
    )
    text = LinesField(
        label=_("Text, in Markdown"),
        max_length=MOST_IN_AN_UPDATE,
        validators=[no_controls],
        help_text=_(
            "Separate paragraphs with an empty line. Use # for a heading, *emphasis* and "
            "[link text](https://…). Do not name people who signed: an e-mail cannot be taken back."
        ),
    )

    def __init__(self, *args: object, language: str = "", **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # passed on as they are
        self.fields["text"].widget.attrs["rows"] = 14
        for field in self.fields.values():
            field.widget.attrs |= {"dir": "auto", "lang": language}

    def words(self) -> UpdateInput:
        """Return the cleaned input. Call after ``is_valid``."""
        return UpdateInput(self.cleaned_data["title"], self.cleaned_data["text"])


class ScheduleForm(FieldErrors, forms.Form):
    at = UTCDateTimeField(
        label=_("Publish on"),
        required=False,
        help_text=_("Like 2 September 2026, 14:05 Berlin. Leave empty to publish now."),
    )
