"""Forms for guild codes: a member's code, and the batches officers request and revoke."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures import tokens
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.typed import choice
from signatures.models import CodeBatch, Guild, Statement, TextVersion

LEAST = 5  # the public count of a smaller batch would reveal who used a code
LONGEST = timedelta(days=2 * 365)
NOTE_LENGTH = 200


def clean_code(typed: str) -> str:
    """Return a guild's code in the form for look-ups. Raises ValidationError if it is none."""
    code = tokens.read_guild_code(typed)
    if code is None:
        raise ValidationError(wrong_code(), code="wrong")
    return code


def in_groups(typed: str) -> str:
    """Return a code in groups, or as typed if part of it was lost on the way."""
    code = tokens.read_guild_code(typed)
    return tokens.in_groups(code) if code else "".join(filter(str.isprintable, typed))[:40]


def wrong_code() -> str:
    """Return the error for every wrong code: unknown, used, ended, revoked, another guild's."""
    return gettext(
        "This code does not work. Check each letter and digit, or choose another way to show your"
        " membership."
    )


class MemberCodeForm(FieldErrors, forms.Form):
    """The guild code of someone who has signed already."""

    guild_code = forms.CharField(
        max_length=100, error_messages={"required": _("Enter the code from your guild")}
    )

    def clean_guild_code(self) -> str:
        return clean_code(self.cleaned_data["guild_code"])


class BatchForm(FieldErrors, forms.Form):
    """An officer's request to the owners for a batch of codes."""

    size = forms.IntegerField(
        label=_("Number of codes"), min_value=LEAST, help_text=_("One for each member.")
    )
    ends_on = forms.DateField(
        label=_("Last day (UTC)"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Unused codes stop working after this day."),
    )
    note = forms.CharField(
        label=_("Purpose"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=_("For you and the organizers. Do not enter names of members."),
    )

    def __init__(self, *args: Any, guild: Guild, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guild = guild

    def clean_size(self) -> int:
        size = self.cleaned_data["size"]
        most = min(settings.GUILD_CODES_MOST, self.guild.members or 0)
        if not self.guild.members:
            message = gettext(
                "The organizers have not recorded yet how many members your guild has. Write to "
                "them."
            )
            raise ValidationError(message, code="undeclared")
        if size > most:
            message = gettext("Enter %d or less") % most
            raise ValidationError(message, code="too_many")
        return size

    def clean_ends_on(self) -> datetime:
        """Return the end of that day in UTC."""
        try:
            day = datetime.combine(self.cleaned_data["ends_on"], time.min, UTC)
            ends_at = day + timedelta(days=1)
        except OverflowError:
            ends_at = datetime.max.replace(tzinfo=UTC)
        now = timezone.now()
        if ends_at <= now:
            raise ValidationError(gettext("Enter a day from today on"), code="past")
        if ends_at > now + LONGEST:
            raise ValidationError(gettext("Enter a day within the next two years"), code="far")
        return ends_at

    def asked(self) -> dict[str, Any]:
        """Return the arguments of ``batches.ask``. Call after ``is_valid``."""
        typed = self.cleaned_data
        return {"size": typed["size"], "ends_at": typed["ends_on"], "note": typed["note"]}


class LinksForm(FieldErrors, forms.Form):
    """The choice of the statement that links in the file of codes lead to."""

    statement = forms.ChoiceField(label=_("Links lead to"), required=False)

    def __init__(self, *args: Any, guild: Guild, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = Statement.objects.public().filter(Q(guild=None) | Q(guild=guild))
        texts = TextVersion.objects.filter(statement__in=public).current()
        rows = sorted(texts, key=lambda text: not text.statement.front_page)
        named = [(each.statement.slug, each.title) for each in rows]
        choices = [*named, ("", _("No statement (codes without links)"))]
        choice(self, "statement").choices = choices
        self.fields["statement"].initial = choices[0][0]


class LostCodeForm(FieldErrors, forms.Form):
    """The number of a lost code, as in the officer's file."""

    number = forms.IntegerField(
        label=_("Number of the lost code in your file"),
        min_value=1,
        error_messages={
            "required": _("Enter the number of the lost code"),
            "invalid": _("Enter the number of the lost code, like 17"),
        },
    )

    def __init__(self, *args: Any, batch: CodeBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch

    def clean_number(self) -> int:
        number = self.cleaned_data["number"]
        if number > self.batch.size:
            message = gettext("Enter a number up to %d, the last code of this batch")
            raise ValidationError(message % self.batch.size, code="too_large")
        return number


class RangeForm(FieldErrors, forms.Form):
    """A range of codes to revoke, by their numbers in the file."""

    first = forms.IntegerField(label=_("From number"), min_value=1)
    last = forms.IntegerField(label=_("To number"), min_value=1)

    def __init__(self, *args: Any, batch: CodeBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if last is not None and last > self.batch.size:
            message = (
                gettext("Enter a number up to %d, the last code of this batch") % self.batch.size
            )
            self.add_error("last", ValidationError(message, code="outside"))
        elif first is not None and last is not None and first > last:
            message = gettext("Enter a last number that is not smaller than the first")
            self.add_error("first", ValidationError(message, code="order"))
