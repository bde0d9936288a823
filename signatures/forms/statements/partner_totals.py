"""Form for a number of signatures that a partner collected."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.statements.texts import LineField, no_controls
from signatures.models import PartnerTotal

MOST = 100_000_000


class PartnerTotalForm(FieldErrors, forms.ModelForm):
    """Without a source and a date no one could check the number, so both are required."""

    number = forms.IntegerField(label=_("Number of signatures"), min_value=1, max_value=MOST)
    collected_by = LineField(
        label=_("Collected by"),
        max_length=120,
        validators=[no_controls],
        help_text=_("An organization, not a person."),
    )
    source = LineField(
        label=_("Source"),
        max_length=200,
        validators=[no_controls],
        help_text=_("Where the number comes from. For example: their press release, 3 May 2026."),
    )
    url = forms.URLField(
        label=_("Link to the source"), max_length=200, required=False, assume_scheme="https"
    )
    as_of = forms.DateField(
        label=_("Date of the number"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = PartnerTotal
        fields = ["number", "way", "collected_by", "as_of", "source", "url"]
        labels = {"way": _("Collected")}

    def clean_as_of(self) -> date:
        day = self.cleaned_data["as_of"]
        if day > timezone.now().date():
            raise ValidationError(gettext("Enter a date that has passed"), code="future")
        return day
