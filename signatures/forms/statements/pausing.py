from django import forms
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.statements.texts import LineField, no_controls


class PauseForm(FieldErrors, forms.Form):
    """A sentence that the public reads while signing is paused."""

    note = LineField(
        label=_("Sentence for visitors"),
        max_length=300,
        required=False,
        validators=[no_controls],
        help_text=_("For example why, and when to come back. Without it: “Come back later.”"),
    )
