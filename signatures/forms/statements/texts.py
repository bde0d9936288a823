"""Form for the text of a statement."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.statements.texts import TextInput
from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import TextVersion

MOST_IN_A_TEXT = 100_000  # characters; about forty printed pages
CHOOSE_KIND = _("Choose whether this is a correction or a new wording")
NAMES = ("title", "addressee", "salutation", "text", "byline")
OPEN_LETTER = "an open letter to "


class LineField(forms.CharField):
    """One line with single spaces, because it is used in the subject of e-mails."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class LinesField(forms.CharField):
    """Text with line ends of ``\\n``, so that its length and hash do not depend on browsers."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


def no_controls(value: str) -> None:
    if any(unicodedata.category(char) == "Cc" and char not in "\n\t\0" for char in value):
        message = gettext("This contains invisible characters. Type it instead of pasting it.")
        raise ValidationError(message, code="control_character")


class TextForm(FieldErrors, forms.Form):
    """The words of one text version. It never saves; ``actions.statements`` does."""

    title = LineField(label=_("Title"), max_length=200, validators=[no_controls])
    addressee = LineField(
        label=_("To"),
        max_length=300,
        required=False,
        validators=[no_controls],
        help_text=_("The person or body the letter is addressed to, as in “An open letter to …”."),
    )
    salutation = LineField(
        label=_("Salutation"),
        max_length=200,
        required=False,
        validators=[no_controls],
        help_text=_("The greeting above the text, for example “Dear President Smith,”."),
    )
    text = LinesField(
        label=_("Text, in Markdown"),
        max_length=MOST_IN_A_TEXT,
        validators=[no_controls],
        help_text=_(
            "One paragraph of up to 400 characters is shown as one large sentence, anything else "
            "as a letter. Separate paragraphs with an empty line. Use # for a heading, 1. for a "
            "demand, *emphasis* and [link text](https://…)."
        ),
    )
    byline = LinesField(
        label=_("Byline"),
        max_length=500,
        required=False,
        validators=[no_controls],
        help_text=_("The author, shown below the text. Add their role on the next lines."),
    )

    def __init__(
        self,
        *args: Any,
        source: TextVersion | None = None,
        language: str = "",
        kinds: Sequence[str] = (),
        **options: Any,
    ) -> None:
        """Set up the form. A translation into ``language`` starts from the wording ``source``.

        ``kinds`` are the kinds of version that an editor can choose from; none for a first text.
        """
        super().__init__(*args, **options)
        self.source = source
        self.kinds = kinds
        if kinds:
            self.fields["kind"] = forms.ChoiceField(
                choices=[(each, each) for each in kinds],
                error_messages={"required": CHOOSE_KIND, "invalid_choice": CHOOSE_KIND},
            )
            self.fields["reason"] = LineField(
                label=_("Reason for the correction"),
                max_length=200,
                required=False,
                help_text=_("Everyone can read it. For example: “Spelling in the third demand”."),
            )
        lang = {"lang": language} if language else {}
        for name, rows in (("text", 18), ("byline", 3)):
            self.fields[name].widget.attrs["rows"] = rows
        for name in NAMES:
            self.fields[name].widget.attrs |= {"dir": "auto", **lang}

    def clean_addressee(self) -> str:
        addressee = self.cleaned_data["addressee"]
        if addressee.lower().startswith(OPEN_LETTER):
            message = gettext("Enter only the addressee. The page adds “An open letter to”.")
            raise ValidationError(message, code="open_letter")
        return addressee

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if self.source and text == self.source.text:
            message = gettext("Enter the translation: this is still the original text")
            raise ValidationError(message, code="not_translated")
        return text

    def clean(self) -> None:
        super().clean()  # the dates of a new statement
        if self.is_correction and not self.cleaned_data.get("reason"):
            message = gettext("Say why this is a correction")
            self.add_error("reason", ValidationError(message, code="no_reason"))

    @property
    def is_correction(self) -> bool:
        """Return whether the editor chose a correction. Call after cleaning."""
        return self.cleaned_data.get("kind") == TextVersion.Kind.CORRECTION

    def words(self) -> TextInput:
        """Return the cleaned input. Call after ``is_valid``."""
        return TextInput(**{name: self.cleaned_data[name] for name in NAMES})

    def draft(self) -> TextInput:
        """Return the input so far without validation, cut to MOST_IN_A_TEXT characters."""
        typed: dict[str, str] = {}
        for name in NAMES:
            typed[name] = self.fields[name].to_python(self.data.get(name)) or ""
        return TextInput(**{name: words[:MOST_IN_A_TEXT] for name, words in typed.items()})
