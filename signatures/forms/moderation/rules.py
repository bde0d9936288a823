"""Forms for rules and watched names, which are folded here for comparison."""

import hashlib
import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from signatures.forms.fields.dates import UTCDateTimeField, keep_fraction
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.typed import set_empty_choice
from signatures.models import Rule, Statement, WatchedName
from signatures.text import addresses, folding, names
from signatures.text.watched_names.keys import watched_keys

Kind = Rule.Kind

SMALLEST = {4: 24, 6: 48}  # prefix lengths of the stored networks
LARGEST = {4: 16, 6: 32}  # a larger network belongs to too many people
MOST_NAMES = 1_000  # watched names at once
LINES_NAMED = 20  # the most wrong lines listed in an error
LEAST_IN_A_PATTERN = 3  # letters besides *, or a typo would hold everyone
LEAST_IN_A_WORD = 3  # letters, in scripts where each is a sound
FIRST_IDEOGRAPH = "\u2e80"


class WatchedNameForm(FieldErrors, forms.ModelForm):
    class Meta:
        model = WatchedName
        fields = ["name", "statement", "note"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_empty_choice(self, "statement", _("all statements"))

    def clean_name(self) -> str:
        try:
            name = names.clean_name(self.cleaned_data["name"])
        except names.NotANameError as error:
            raise ValidationError(
                _("Enter a name: no one can sign with this one"), error.code
            ) from error
        self.instance.keys = sorted(watched_keys(name))
        return name


class WatchedNamesForm(FieldErrors, forms.Form):
    """Many names at once, one a line. Errors name the line, and then no name is accepted."""

    names = forms.CharField(
        label=gettext_lazy("Names, one a line"),
        strip=False,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": gettext_lazy("Enter at least one name")},
    )
    statement = forms.ModelChoiceField(
        Statement.objects.all(),
        label=gettext_lazy("Statement"),
        required=False,
        empty_label=gettext_lazy("all statements"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: how to reach this person."),
    )

    def clean_names(self) -> list[WatchedName]:
        lines = enumerate(self.cleaned_data["names"].splitlines(), start=1)
        typed = [(number, line) for number, line in lines if line.strip()]
        if not typed:
            raise ValidationError(_("Enter at least one name"), code="required")
        if len(typed) > MOST_NAMES:
            message = _("Enter at most %d names at once. You entered %d.")
            raise ValidationError(message % (MOST_NAMES, len(typed)), code="too_many")
        found, wrong = {}, []
        for number, line in typed:
            try:
                name = names.clean_name(line)
            except names.NotANameError:
                wrong.append(number)
            else:
                found[name] = WatchedName(name=name, keys=sorted(watched_keys(name)))
        if wrong:
            raise ValidationError(_nobody_signs_as(wrong), code="names")
        return list(found.values())

    def watched(self) -> list[WatchedName]:
        """Return the names as unsaved rows. Call after ``is_valid``."""
        for each in self.cleaned_data["names"]:
            each.statement = self.cleaned_data["statement"]
            each.note = self.cleaned_data["note"]
        return self.cleaned_data["names"]


def _nobody_signs_as(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:LINES_NAMED]))
    if len(lines) > LINES_NAMED:
        shown += ", …"
    message = ngettext(
        "Line %(lines)s: no one can sign with this name",
        "Lines %(lines)s: no one can sign with these names",
        len(lines),
    )
    return message % {"lines": shown}


class RuleForm(FieldErrors, forms.ModelForm):
    """A rule. Before it is saved, the organizer sees what it would have caught (see ``mark``)."""

    ends_at = UTCDateTimeField(
        label=gettext_lazy("Ends at"),
        required=False,
        help_text=gettext_lazy(
            "Leave empty if the rule has no end. For example: 2 September 2026, 14:05 Berlin."
            " Without a time zone, it is UTC."
        ),
    )

    class Meta:
        model = Rule
        fields = ["kind", "value", "effect", "statement", "ends_at", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_empty_choice(self, "statement", _("all statements"))
        set_empty_choice(self, "kind", _("Choose a kind"))
        self.fields["effect"].help_text = _(
            "“Hold” and “refuse” apply to future signatures. “Allow” is for an e-mail domain, an"
            " e-mail address or a network that many people share: the site no longer holds their"
            " signatures because there are many. The watch list and other rules still apply."
        )

    def clean_ends_at(self) -> datetime | None:
        ends = keep_fraction(self.cleaned_data["ends_at"], self.initial.get("ends_at"))
        if ends and ends != self.initial.get("ends_at") and ends <= timezone.now():
            message = _("Enter an end in the future, or leave it empty")
            raise ValidationError(message, code="past")
        return ends

    def clean(self) -> None:
        super().clean()
        kind, typed = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if not kind or not typed:
            return
        try:
            self.cleaned_data["value"] = FOLDS[kind](typed)
        except ValidationError as error:
            self.add_error("value", error)
        else:
            self._refuse_a_second()

    def _refuse_a_second(self) -> None:
        """Add an error if a rule in force is about the same, here or on all statements."""
        statement = self.cleaned_data.get("statement")
        same = Rule.objects.filter(kind=self.cleaned_data["kind"], value=self.cleaned_data["value"])
        same = same.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))
        here = Q(statement=statement)
        everywhere = Q(statement=None, effect=self.cleaned_data.get("effect"))
        found = same.filter(here | everywhere).exclude(pk=self.instance.pk).first()
        if found:
            message = _("Rule %(number)s is about the same. Change that rule instead.")
            params = {"number": found.pk}
            self.add_error("value", ValidationError(message, code="duplicate", params=params))

    @property
    def changes_hits(self) -> bool:
        """Return whether the rule would catch others than before. Call after ``is_valid``."""
        return bool({"kind", "value", "effect", "statement"} & set(self.changed_data))

    @property
    def mark(self) -> str:
        """Return a hash of what the rule catches, to notice a change after it was shown."""
        words = [str(self.cleaned_data[each]) for each in ("kind", "value", "effect", "statement")]
        return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]


def _domain(typed: str) -> str:
    try:
        return addresses.ascii_domain(typed.strip().lstrip("@"))
    except addresses.NotAnAddressError as error:
        raise ValidationError(_("Enter a domain, like example.org"), error.code) from error


def _address(typed: str) -> str:
    try:
        return addresses.mailbox(typed)
    except addresses.NotAnAddressError as error:
        raise ValidationError(
            _("Enter an e-mail address, like name@example.org"), error.code
        ) from error


def _network(typed: str) -> str:
    try:
        network = ipaddress.ip_network(typed.strip(), strict=False)
    except ValueError as error:
        message = _("Enter a network, like 203.0.113.0/24")
        raise ValidationError(message, code="network") from error
    most, least = SMALLEST[network.version], LARGEST[network.version]
    if not least <= network.prefixlen <= most:
        message = _(
            "Enter a network between /%(least)s and /%(most)s. For a larger one, add a rule for"
            " each part that misuse comes from."
        )
        params = {"most": most, "least": least}
        raise ValidationError(message, code="network_size", params=params)
    if not network.is_global:
        message = _("Enter a public network: no one signs from this one")
        raise ValidationError(message, code="network_private")
    return str(network)


def _name(typed: str) -> str:
    pattern = folding.folded(typed)
    if sum(map(str.isalpha, pattern)) < LEAST_IN_A_PATTERN and "*" in pattern:
        raise ValidationError(_("Enter at least three letters of the name"), code="too_short")
    return pattern


def _word(typed: str) -> str:
    words = folding.words(typed)
    if len(words) != 1:
        raise ValidationError(_("Enter one word"), code="one_word")
    if len(words[0]) < LEAST_IN_A_WORD and max(words[0]) < FIRST_IDEOGRAPH:
        message = _("Enter a word of at least three letters: shorter ones are part of many names")
        raise ValidationError(message, code="short_word")
    return words[0]


FOLDS: dict[str, Callable[[str], str]] = {
    Kind.DOMAIN: _domain,
    Kind.ADDRESS: _address,
    Kind.NETWORK: _network,
    Kind.NAME: _name,
    Kind.WORD: _word,
}
