"""Forms for notable signatories, their identity checks and their headings."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.notables.notables import Check
from signatures.actions.notables.order import Place
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.messages import clean_line
from signatures.forms.fields.typed import max_length, model_choice
from signatures.models import IdentityCheck, Notable, NotableHeading, Statement
from signatures.text import finding

CREDIT = max_length(Notable, "credit")
NOTE = max_length(IdentityCheck, "note")
HEADING = max_length(NotableHeading, "name")
TOMORROW = timedelta(days=1)  # the local date may be one day ahead of UTC
MOST_PLACES = 100_000


class FindForm(FieldErrors, forms.Form):
    """A search for a name, or part of one."""

    q = forms.CharField(label=_("Name or credit"), max_length=200)

    def clean_q(self) -> str:
        if not finding.words(self.cleaned_data["q"]):
            raise ValidationError(gettext("Enter a name"), code="no_words")
        return self.cleaned_data["q"]

    @property
    def words(self) -> list[str]:
        return finding.words(self.cleaned_data["q"])


class PlaceForm(FieldErrors, forms.Form):
    """The heading and the credit of a notable signatory."""

    heading = forms.ModelChoiceField(
        label=_("Heading"), queryset=NotableHeading.objects.none(), empty_label=None
    )
    credit = forms.CharField(
        label=_("Credit"),
        max_length=CREDIT,
        required=False,
        help_text=_("Shown instead of the signatory’s own credit, unless they hide it."),
    )

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_choice(self, "heading").queryset = NotableHeading.objects.filter(statement=statement)

    def clean_credit(self) -> str:
        return clean_line(self, "credit", most=CREDIT)


class CheckForm(FieldErrors, forms.Form):
    """An identity check: how and when organizers verified that the person named signed."""

    how = forms.ChoiceField(
        label=_("How it was checked"), choices=IdentityCheck.How, widget=forms.RadioSelect
    )
    checked_on = forms.DateField(
        label=_("Date of the check"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE,
        required=False,
        help_text=_(
            "For organizers only. Write nothing about other people. Erased with the signature."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checked_on"].initial = lambda: timezone.now().date()

    def clean_checked_on(self) -> date:
        day = self.cleaned_data["checked_on"]
        if day > timezone.now().date() + TOMORROW:
            raise ValidationError(gettext("Enter a date that is not in the future"), code="future")
        return day

    def clean_note(self) -> str:
        return " ".join(self.cleaned_data["note"].split())

    def check(self) -> Check:
        """Return the check that was typed. Call after ``is_valid``."""
        return Check(**{name: self.cleaned_data[name] for name in ("how", "checked_on", "note")})


class NewNotableForm(CheckForm, PlaceForm):
    field_order = ("heading", "credit", "how", "checked_on", "note")


class HeadingForm(FieldErrors, forms.Form):
    name = forms.CharField(label=_("Heading"), max_length=HEADING)

    def __init__(
        self, *args: Any, statement: Statement, but: NotableHeading | None = None, **kwargs: Any
    ) -> None:
        """Accept a name that only the heading ``but``, the one being edited, may have already."""
        super().__init__(*args, **kwargs)
        self.but = but
        self.others = NotableHeading.objects.filter(statement=statement)
        self.others = self.others.exclude(pk=but.pk) if but else self.others

    def clean_name(self) -> str:
        name = clean_line(self, "name", most=HEADING)
        if self.others.filter(name=name).exists():
            raise ValidationError(
                gettext("There is already a heading with this name"), code="taken"
            )
        return name


class StepForm(FieldErrors, forms.Form):
    """A move of one place up or down. ``seen`` is the position when the page was loaded."""

    to = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])
    seen = forms.IntegerField(min_value=0, max_value=MOST_PLACES)


class MoveForm(FieldErrors, forms.Form):
    """A move up or down, or, if ``to`` is "place", to a position below any heading."""

    seen = forms.IntegerField(min_value=0, max_value=MOST_PLACES)
    to = forms.ChoiceField(choices=[("up", "up"), ("down", "down"), ("place", "place")])
    seen_heading = forms.IntegerField(min_value=0)
    heading = forms.IntegerField(min_value=0, required=False)
    index = forms.IntegerField(min_value=0, max_value=MOST_PLACES, required=False)

    def clean(self) -> None:
        places = [self.cleaned_data.get(name) for name in ("heading", "index")]
        if self.cleaned_data.get("to") == "place" and None in places:
            raise ValidationError("A place is a heading and an index.", code="required")

    @property
    def seen_place(self) -> Place:
        return Place(self.cleaned_data["seen_heading"], self.cleaned_data["seen"])

    @property
    def place(self) -> Place:
        return Place(self.cleaned_data["heading"], self.cleaned_data["index"])
