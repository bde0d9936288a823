"""Form for a guild: its details, and the methods with which it vouches for members."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.addresses import WebsiteField
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.typed import set_empty_choice
from signatures.forms.occupations import clean_words
from signatures.models import Guild
from signatures.models.proof_methods import GUILD_CHOICES
from signatures.text.countries import names as countries


class GuildForm(FieldErrors, forms.ModelForm):
    """The settings of a guild. Only with ``is_owner`` may all of them be changed."""

    website = WebsiteField(
        label=_("Website"), required=False, help_text=_("For example: https://example.org")
    )

    methods = forms.MultipleChoiceField(
        label=_("How this guild verifies its members"),
        required=False,
        choices=GUILD_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "An address at the guild’s own domain is the weakest evidence: staff who are not"
            " members may have one too. The guild’s officers add the domains. With one way, one"
            " membership counts once; with more, the public pages say that it may count more often."
        ),
    )

    class Meta:
        model = Guild
        fields = ["name", "abbreviation", "country", "website", "slug", "members", "mark"]
        fields += ["mark_permitted_by", "methods", "address_is_membership", "organization"]
        labels = {
            "name": _("Name"),
            "abbreviation": _("Abbreviation"),
            "country": _("Country"),
            "slug": _("Address"),
            "members": _("Members"),
            "address_is_membership": _("Only members have addresses at its e-mail domains"),
            "mark": _("Wording of the mark"),
            "mark_permitted_by": _(
                "Name and role of the person who permitted the use of name and mark"
            ),
            "organization": _("Also this supporting organization"),
        }
        help_texts = {
            "country": _(
                "Two-letter code, for example IE. Leave empty if it works in several countries."
            ),
            "address_is_membership": _(
                "Choose it only if the guild declares this in writing: no staff, no former members,"
                " no catch-all and no aliases. Then such an address counts as membership, and is "
                "enough for a members-only statement. Otherwise the public reads that someone has "
                "an address at the guild, and it counts as a confirmed e-mail address."
            ),
            "slug": _("Address of its pages on this site. Changing it breaks links to them."),
        }

    def __init__(self, *args: Any, is_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The database fills these in for a new guild; a field would show and save the expression.
        unset = {name for name, each in self.initial.items() if isinstance(each, DatabaseDefault)}
        self.initial.update(dict.fromkeys(unset, ""))
        for name in () if is_owner else Guild.SET_BY_OWNERS:
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Only owners can change this.")
        set_empty_choice(self, "organization", _("none"))

    def clean_name(self) -> str:
        return clean_words(self, "name")

    def clean_slug(self) -> str:
        """Return the slug in small letters; an earlier one with capitals can stay."""
        slug = self.cleaned_data["slug"]
        if slug == self.initial.get("slug"):
            return slug
        if not any(map(str.isalnum, slug)):
            message = gettext("Enter an address with a letter or a digit")
            raise ValidationError(message, code="no_letter")
        return slug.lower()

    def clean_abbreviation(self) -> str:
        return clean_words(self, "abbreviation")

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if country and country not in countries("en"):
            raise ValidationError(
                gettext("Enter a two-letter country code, like IE"), code="country"
            )
        return country

    def clean_mark(self) -> str:
        return clean_words(self, "mark")

    def clean_mark_permitted_by(self) -> str:
        return clean_words(self, "mark_permitted_by")

    def clean(self) -> None:
        super().clean()
        self._refuse_what_owners_set()
        permitted = self.cleaned_data.get("mark_permitted_by")
        if self.cleaned_data.get("methods") and not permitted:
            message = gettext(
                "Enter the name of the person at the guild who permitted the use of its name"
            )
            self.add_error("mark_permitted_by", ValidationError(message, code="required"))
        elif permitted and not self.instance.mark_permitted_at:
            self.instance.mark_permitted_at = timezone.now()

    def _refuse_what_owners_set(self) -> None:
        """Add an error if a disabled field was posted with another value, as no browser does."""
        for name in Guild.SET_BY_OWNERS & self.data.keys():
            field = self.fields[name]
            if field.disabled:
                field.disabled = False  # otherwise has_changed does not compare
                posted = field.widget.value_from_datadict(self.data, self.files, name)
                if field.has_changed(self.get_initial_for_field(field, name), posted):
                    message = gettext("Only owners can change this. Ask an owner.")
                    self.add_error(name, ValidationError(message, code="owners_only"))
                field.disabled = True
