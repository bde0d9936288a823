"""Form for the occupations that signatories choose from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.messages import clean_line
from signatures.forms.fields.typed import max_length, model_choice
from signatures.models import Occupation


class OccupationForm(FieldErrors, forms.ModelForm):
    """The name of an occupation, and whether it is offered.

    Its slug stays the same, because people have shared links with it.
    """

    class Meta:
        model = Occupation
        fields = ["name", "offered"]
        labels = {"name": _("Name"), "offered": _("Offered on the form")}
        error_messages = {"name": {"unique": _("There is already an occupation with this name")}}

    def clean_name(self) -> str:
        return clean_words(self, "name")


class NewOccupationForm(OccupationForm):
    class Meta(OccupationForm.Meta):
        fields = ["name"]


class MergeForm(FieldErrors, forms.Form):
    into = forms.ModelChoiceField(
        Occupation.objects.none(),
        label=_("Merge into"),
        empty_label=_("Choose an occupation"),
        error_messages={
            "required": _("Choose another occupation"),
            "invalid_choice": _("Choose another occupation"),
        },
    )

    def __init__(self, *args: Any, occupation: Occupation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_choice(self, "into").queryset = Occupation.objects.offered().exclude(pk=occupation.pk)


def clean_words(form: forms.ModelForm, field: str) -> str:
    """Return the line in a field of the form's model; one that is required needs a letter."""
    line = clean_line(form, field, most=max_length(form._meta.model, field))
    if form.fields[field].required and not any(map(str.isalnum, line)):
        raise ValidationError(gettext("Enter a name"), code="no_letter")
    return line
