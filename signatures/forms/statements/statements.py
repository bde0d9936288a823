"""Forms for the settings of a statement. The form for its text is in texts.py."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.statements.settings import SETTINGS
from signatures.forms.fields.dates import UTCDateTimeField, keep_fraction
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.numbers import NumbersField
from signatures.forms.fields.typed import choice
from signatures.forms.statements.sharing import SharingForm
from signatures.forms.statements.signature_pages import SignaturePagesForm
from signatures.forms.statements.texts import TextForm
from signatures.models import Guild, NextStep, Statement
from signatures.models.statement import FormField, languages, not_reserved

MOST_GOAL = 100_000_000
MOST_MILESTONES = 20


class DatesForm(FieldErrors, forms.Form):
    """The dates of a statement. ``statement`` is its version before the change, if any."""

    opens_at = UTCDateTimeField(
        label=_("Opens at"),
        help_text=_(
            "From this time, people with the invitation link can sign, and everyone once it is "
            "published."
        ),
    )
    publishes_at = UTCDateTimeField(
        label=_("Publishes at"),
        required=False,
        help_text=_(
            "The text and the names become public at this time; a time in the past means now. "
            "Leave empty to show it only to people with the invitation link."
        ),
    )
    closes_at = UTCDateTimeField(
        label=_("Closes at"),
        required=False,
        help_text=_("Signing ends at this time. Leave empty for no end."),
    )
    statement: Statement | None = None

    def clean_opens_at(self) -> datetime | None:
        return self._kept("opens_at")

    def clean_publishes_at(self) -> datetime | None:
        """Return the publication time. A past time becomes now if it was not public before.

        Raises ValidationError for another past time of a public statement.
        """
        typed = self._kept("publishes_at")
        if typed is None or typed > timezone.now():
            return typed
        if not (self.statement and self.statement.is_public):
            return timezone.now()
        if typed != self.statement.publishes_at:
            message = gettext(
                "The statement is already public. Keep the date, or enter one in the future."
            )
            raise ValidationError(message, code="past")
        return typed

    def clean_closes_at(self) -> datetime | None:
        return self._kept("closes_at")

    def clean(self) -> None:
        opens, closes = (self.cleaned_data.get(each) for each in ("opens_at", "closes_at"))
        if opens and closes and closes <= opens:
            message = gettext("Enter a closing date after the opening date")
            self.add_error("closes_at", ValidationError(message, code="order"))

    def _kept(self, name: str) -> datetime | None:
        before = getattr(self.statement, name) if self.statement else None
        return keep_fraction(self.cleaned_data[name], before)


class AddressForm(FieldErrors, forms.Form):
    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_(
            "Small letters, digits and hyphens. If you change it, the old address leads to the"
            " new one."
        ),
    )
    statement: Statement | None = None

    def clean_slug(self) -> str:
        """Return the slug in small letters; an earlier one with capitals can stay."""
        slug = self.cleaned_data["slug"]
        if self.statement and slug == self.statement.slug:
            return slug
        not_reserved(slug)
        return slug.lower()


class NewStatementForm(TextForm, DatesForm, AddressForm):
    """Everything needed to create a statement."""

    language = forms.ChoiceField(label=_("Language"), choices=languages, initial="en")
    field_order = ("slug", "language", "title", "addressee", "salutation", "text", "byline")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["opens_at"].initial = timezone.now().replace(second=0)


def _guilds(statement: Statement) -> Iterator[tuple[int, str]]:
    """Yield the guilds that can vouch for members, and the one chosen before."""
    offered = Guild.objects.attesting()
    if statement.guild_id:
        offered |= Guild.objects.filter(pk=statement.guild_id)
    yield from offered.values_list("pk", "name")


class SettingsForm(DatesForm, AddressForm, SignaturePagesForm, SharingForm):
    language = forms.ChoiceField(
        label=_("Main language"),
        help_text=_("The language shown first. To choose another, write the text in it first."),
    )
    take_offline = forms.BooleanField(
        label=_("Take it offline: only people with the invitation link will see it"),
        required=False,
    )
    goal = forms.IntegerField(
        label=_("Goal"),
        required=False,
        min_value=1,
        max_value=MOST_GOAL,
        help_text=_("A number of signatories, shown as a progress bar. Leave empty for no bar."),
    )
    milestones = NumbersField(
        label=_("Milestones"),
        required=False,
        max_length=300,
        at_most=MOST_MILESTONES,
        largest=MOST_GOAL,
        help_text=_(
            "Numbers of signatories on the way, for example 500 1,000 5,000. The bar leads to the "
            "next one. You get one e-mail when one is passed, and when the goal is."
        ),
    )
    next_steps = forms.MultipleChoiceField(
        label=_("After signing, ask people to"),
        choices=NextStep,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    guild_letter = forms.CharField(
        label=_("Letter to their guild"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Offered to people who choose to write to their guild."),
    )
    moderation = forms.ChoiceField(
        label=_("Moderation"), choices=Statement.Moderation, widget=forms.RadioSelect
    )
    form_fields = forms.MultipleChoiceField(
        label=_("The sign form also asks for"),
        choices=FormField,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    members_only = forms.BooleanField(
        label=_("Only members of a guild can sign; confirming by e-mail is not enough"),
        required=False,
    )
    guild_id = forms.TypedChoiceField(
        label=_("Only members of this guild"), required=False, coerce=int, empty_value=None
    )
    searchable = forms.BooleanField(
        label=_("Search engines may list this statement and its signatories"), required=False
    )
    front_page = forms.BooleanField(label=_("Show it on the front page, /"), required=False)

    def __init__(
        self, *args: Any, statement: Statement, written_in: list[tuple[str, str]], **options: Any
    ) -> None:
        """Fill in the form. ``written_in`` has the languages of its texts, as code and name."""
        initial = {name: getattr(statement, name) for name in SETTINGS}
        super().__init__(*args, **{"initial": initial, **options})
        self.statement = statement
        choice(self, "language").choices = written_in
        choice(self, "guild_id").choices = [("", _("any guild")), *_guilds(statement)]
        if not statement.is_public:
            del self.fields["take_offline"]

    def clean_form_fields(self) -> list[str]:
        """Return the fields in the order of the form, so that order alone is not a change."""
        return [each for each in FormField.values if each in self.cleaned_data["form_fields"]]

    def clean_next_steps(self) -> list[str]:
        return [each for each in NextStep.values if each in self.cleaned_data["next_steps"]]

    def clean_guild_letter(self) -> str:
        """Return the letter with plain line ends. Raises ValidationError if it is needed."""
        letter: str = self.cleaned_data["guild_letter"].replace("\r\n", "\n")
        if NextStep.GUILD in self.cleaned_data.get("next_steps", []) and not letter:
            message = gettext("Write the letter that people can send to their guild")
            raise ValidationError(message, code="required")
        return letter

    def clean(self) -> None:
        super().clean()
        if "publishes_at" not in self.cleaned_data or "take_offline" not in self.fields:
            return
        publishes = self.cleaned_data["publishes_at"]
        leaves = publishes is None or publishes > timezone.now()
        if leaves and not self.cleaned_data.get("take_offline"):
            message = gettext("The statement is public. Tick this box to take it offline.")
            self.add_error("take_offline", ValidationError(message, code="required"))

    def values(self) -> dict[str, Any]:
        """Return the settings that were typed. Call after ``is_valid``."""
        return {name: self.cleaned_data[name] for name in SETTINGS}
