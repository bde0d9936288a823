"""Forms for rules and watched names, which are folded here for comparison."""

import ipaddress
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from signatures.actions.evidence.screening import LARGEST
from signatures.forms.fields.typed import model_choice
from signatures.models import Rule, Statement, WatchedName
from signatures.text import addresses, folding, names, watched_names

Kind = Rule.Kind

SMALLEST = {4: 24, 6: 48}  # prefix lengths of the stored networks
MOST_NAMES = 1_000  # watched names at once
LINES_NAMED = 20  # the most wrong lines listed in an error
LEAST_IN_A_PATTERN = 3  # letters besides *, or a typo would hold everyone


class WatchedNameForm(ModelForm):
    class Meta:
        model = WatchedName
        fields = ["name", "statement", "note"]

    def clean_name(self) -> str:
        try:
            name = names.clean_name(self.cleaned_data["name"])
        except names.NotANameError as error:
            raise ValidationError(
                _("Enter a name: no one can sign with this one"), error.code
            ) from error
        self.instance.keys = sorted(watched_names.watched_keys(name))
        return name


class WatchedNamesForm(forms.Form):
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
                found[name] = WatchedName(name=name, keys=sorted(watched_names.watched_keys(name)))
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


class RuleForm(ModelForm):
    class Meta:
        model = Rule
        fields = ["kind", "value", "effect", "statement", "ends_at", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_choice(self, "statement").empty_label = _("all statements")
        self.fields["ends_at"].help_text = _(
            "In UTC, for example 2027-01-31 18:00. Leave empty if the rule has no end."
        )

    def clean(self) -> None:
        super().clean()
        kind, typed = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if not kind or not typed:
            return
        try:
            self.cleaned_data["value"] = FOLDS[kind](typed)
        except ValidationError as error:
            self.add_error("value", error)


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
        message = _("Enter a network between /%(least)s and /%(most)s")
        raise ValidationError(message % {"most": most, "least": least}, code="network_size")
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
    return words[0]


FOLDS: dict[str, Callable[[str], str]] = {
    Kind.DOMAIN: _domain,
    Kind.ADDRESS: _address,
    Kind.NETWORK: _network,
    Kind.NAME: _name,
    Kind.WORD: _word,
}
