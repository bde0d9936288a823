"""What signatories choose from: occupations and guilds, as organizers write them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.signing import countries, explain
from signatures.models import Guild, Occupation
from signatures.text import names, websites


class OccupationForm(forms.ModelForm):
    """The name, and whether it is offered; its address stays, as people have passed it on."""

    class Meta:
        model = Occupation
        fields = ["name", "offered"]
        labels = {"name": _("Name"), "offered": _("Offered on the form")}
        error_messages = {"name": {"unique": _("There is such an occupation already.")}}

    def clean_name(self) -> str:
        return _line(self, "name")


class NewOccupationForm(OccupationForm):
    class Meta(OccupationForm.Meta):
        fields = ["name"]


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Occupation.objects.none(),
        label=_("Make it one with"),
        empty_label=_("choose another"),
        error_messages={
            "required": _("Please choose another occupation."),
            "invalid_choice": _("Please choose another occupation."),
        },
    )

    def __init__(self, *args: object, occupation: Occupation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Occupation.objects.offered().exclude(pk=occupation.pk)


class GuildForm(forms.ModelForm):
    website = forms.CharField(
        label=_("Website"), required=False, help_text=_("Such as https://example.org.")
    )

    class Meta:
        model = Guild
        fields = ["name", "abbreviation", "country", "website", "slug"]
        labels = {
            "name": _("Name"),
            "abbreviation": _("Abbreviation"),
            "country": _("Country"),
            "slug": _("Address"),
        }
        help_texts = {
            "country": _("Two letters, such as IE. Empty: in several."),
            "slug": _("Of its pages on this site. Keep it: people will link to it."),
        }

    def clean_name(self) -> str:
        return _line(self, "name")

    def clean_abbreviation(self) -> str:
        return _line(self, "abbreviation")

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if country and country not in countries("en"):
            raise ValidationError(gettext("Please enter two letters, such as IE."), code="country")
        return country

    def clean_website(self) -> str:
        typed = self.cleaned_data["website"]
        try:
            return websites.clean_website(typed) if typed else ""
        except websites.NotAWebsiteError as error:
            raise ValidationError(gettext("Please enter an https address."), error.code) from error


def _line(form: forms.ModelForm, field: str) -> str:
    most = form._meta.model._meta.get_field(field).max_length
    try:
        line = names.clean_line(form.cleaned_data[field], most=most)
    except names.NotANameError as error:
        raise ValidationError(explain(error.code), code=error.code) from error
    if form.fields[field].required and not any(map(str.isalnum, line)):
        raise ValidationError(gettext("Please enter a name."), code="no_letter")
    return line
