"""Forms for marks of organizations, and for giving one of them to an organization."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.statements.texts import LineField, no_controls
from signatures.models import Endorsement, GivenMark, Mark


class MarkForm(FieldErrors, forms.ModelForm):
    label = LineField(
        label=_("Mark"),
        max_length=60,
        validators=[no_controls],
        help_text=_("For example: Certified by the Fair Stage Alliance. It cannot be changed."),
    )
    meaning = LineField(
        label=_("What it means"),
        max_length=300,
        validators=[no_controls],
        help_text=_("One or two sentences for readers. Say no more than you can check."),
    )

    class Meta:
        model = Mark
        fields = ["label", "meaning"]

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if Mark.objects.filter(statement=self.instance.statement, label__iexact=label).exists():
            raise ValidationError(gettext("Enter another mark: this one exists"), code="exists")
        return label


class OrganizationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.organization.name)


class GivenMarkForm(FieldErrors, forms.ModelForm):
    """Without a source, its page and a date no one could check the mark: all are required."""

    endorsement = OrganizationField(
        label=_("Organization"),
        queryset=Endorsement.objects.none(),
        empty_label=_("Choose an organization"),
    )
    according_to = LineField(
        label=_("According to"),
        max_length=120,
        validators=[no_controls],
        help_text=_("The register or organization that says so, not a person."),
    )
    url = forms.URLField(
        label=_("Link to the proof"),
        max_length=200,
        assume_scheme="https",
        help_text=_("The page on which you saw it. Readers can open it."),
    )
    checked_on = forms.DateField(
        label=_("Checked on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = GivenMark
        fields = ["endorsement", "according_to", "url", "checked_on"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.instance.pk:
            del self.fields["endorsement"]
            return
        field = self.fields["endorsement"]
        assert isinstance(field, OrganizationField)
        field.queryset = (
            Endorsement.objects.filter(
                statement__marks=self.instance.mark_id, state=Endorsement.State.PUBLISHED
            )
            .exclude(marks__mark=self.instance.mark_id)
            .select_related("organization")
            .order_by("organization__name", "pk")
        )

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day > timezone.now().date():
            raise ValidationError(gettext("Enter a date that has passed"), code="future")
        return day
