"""Filters of the log."""

from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.typed import choice, model_choice
from signatures.models import Decision, Statement, User
from signatures.models.decision import DecisionQuerySet

EVERYONE, NO_ORGANIZER = "everybody", "nobody"
WHO = [
    ("", _("Organizers")),
    (NO_ORGANIZER, _("Signatories and the server")),
    (EVERYONE, _("Everyone")),
]
LARGEST = 2**63 - 1  # of an id


class LogFields(NamedTuple):
    """The fields of a log line that ``fits`` compares; ``by`` is the id of a user."""

    pk: int
    about: str
    by: int | None
    reason: str
    subject: str


class LogForm(FieldErrors, forms.Form):
    """The filters of the log, applied in two steps.

    ``narrow`` uses an index, however long the log is. ``fits`` then filters line by line in
    Python, for a limited number of lines: given these filters, PostgreSQL would scan the whole
    log whenever that looks cheaper.
    """

    about = forms.ChoiceField(label=_("What"), required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    statement = forms.ModelChoiceField(
        Statement.objects.all(),
        label=_("Statement"),
        empty_label=_("All"),
        to_field_name="slug",
        required=False,
    )
    words = forms.CharField(label=_("Words in the reason"), max_length=100, required=False)
    signature = forms.UUIDField(label=_("Signature"), required=False)
    batch = forms.UUIDField(label=_("Batch"), required=False)
    after = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)

    def __init__(self, data: Any, *, seen_by: User, statement: Statement | None = None) -> None:
        """Make the filters for ``seen_by``, who sees only lines about their own statements."""
        super().__init__(data)
        self.seen_by = seen_by
        self.of_statement = statement
        choice(self, "about").choices = [("", _("Everything")), *Decision.About.choices]
        choice(self, "who").choices = [*WHO, *_people(seen_by)]
        offered = Statement.objects.filter(seen_by.their_statements())
        model_choice(self, "statement").queryset = offered
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput({"type": "date"})
        if statement:
            del self.fields["statement"]
        for bound in self:
            bound.field.widget.attrs["id"] = f"log_{bound.name}"

    @property
    def query(self) -> dict[str, str]:
        """Return the URL parameters for the same filters, from the newest line on."""
        asked = {name: self.data.get(name, "").strip() for name in self.fields if name != "after"}
        return {name: value for name, value in asked.items() if value}

    @property
    def is_about_few(self) -> bool:
        """Return whether one signature or one batch is selected; its whole history is shown."""
        return bool(self.cleaned_data["signature"] or self.cleaned_data["batch"])

    @property
    def sifts(self) -> bool:
        cleaned = self.cleaned_data
        return bool(cleaned["about"] or cleaned["words"] or cleaned["who"] not in ("", EVERYONE))

    def narrow(self, lines: DecisionQuerySet) -> DecisionQuerySet:
        """Return lines of the chosen statement, signature or batch and days, newest first."""
        cleaned = self.cleaned_data
        lines = lines.newest_first().filter(self.seen_by.their_statements("statement"))
        if cleaned["batch"]:
            lines = lines.filter(batch=cleaned["batch"]).order_by("-pk")
        elif not cleaned["signature"]:
            lines = lines.told_once()
        if not cleaned["who"] and not self.is_about_few:
            lines = lines.at_the_desk()
        return lines.filter(**self._facts())

    def _facts(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        since, until = cleaned["since"], cleaned["until"]
        facts = {
            "statement": self.of_statement or cleaned.get("statement"),
            "signature__public_id": cleaned["signature"],
            "decided_at__gte": since and datetime.combine(since, time.min, UTC),
            "decided_at__lte": until and datetime.combine(until, time.max, UTC),
        }
        return {name: value for name, value in facts.items() if value}

    def fits(self, line: LogFields) -> bool:
        """Return whether ``line`` matches the person, the subject and the words in the filters."""
        cleaned = self.cleaned_data
        if cleaned["about"] and not self._is_about(line):
            return False
        if cleaned["who"] == NO_ORGANIZER and line.by is not None:
            return False
        if cleaned["who"].isdecimal() and str(line.by) != cleaned["who"]:
            return False
        said = f"{line.reason}\n{line.subject}".casefold()
        return all(word in said for word in cleaned["words"].casefold().split())

    def _is_about(self, line: LogFields) -> bool:
        """Return whether ``line`` is of the chosen kind, or one for a batch of that kind."""
        about = self.cleaned_data["about"]
        kind = Decision.About(about).label
        return line.about == about or (
            line.about == Decision.About.BATCH and line.subject.startswith(str(kind))
        )


def _people(seen_by: User) -> list[tuple[str, str]]:
    """Return organizers and everyone else with a line in the log, as choices.

    Someone whose role is for some statements gets only the people with a line about these.
    """
    theirs = Decision.objects.filter(seen_by.their_statements("statement"), by=OuterRef("pk"))
    wrote = Q(Exists(theirs))
    has_role = ~Q(role="") | Q(is_superuser=True)
    found = (
        User.objects.filter(wrote if seen_by.is_limited else has_role | wrote)
        .order_by("email")
        .values_list("pk", "email")
    )
    return [(str(pk), email) for pk, email in found]
