"""What organizers want held or refused from now on, brought to the form it is compared in."""

import ipaddress
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext as _

from signatures.actions.holding import LARGEST
from signatures.models import Rule, WatchedName
from signatures.text import addresses, disguises, folding, names

Kind = Rule.Kind

SMALLEST = {4: 24, 6: 48}  # what is kept of where a form came from
LEAST_IN_A_PATTERN = 3  # letters besides *, or a slip would hold everybody


class WatchedNameForm(ModelForm):
    class Meta:
        model = WatchedName
        fields = ["name", "statement", "note"]

    def clean_name(self) -> str:
        try:
            name = names.clean_name(self.cleaned_data["name"])
        except names.NotANameError as error:
            raise ValidationError(_("Nobody can sign with this name."), error.code) from error
        self.instance.keys = sorted(disguises.watched_keys(name))
        return name


class RuleForm(ModelForm):
    class Meta:
        model = Rule
        fields = ["kind", "value", "effect", "statement", "ends_at", "note"]

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
        raise ValidationError(_("Please enter a domain: example.org"), error.code) from error


def _address(typed: str) -> str:
    try:
        return addresses.mailbox(typed)
    except addresses.NotAnAddressError as error:
        raise ValidationError(_("Please enter an address: ada@example.org"), error.code) from error


def _network(typed: str) -> str:
    try:
        network = ipaddress.ip_network(typed.strip(), strict=False)
    except ValueError as error:
        message = _("Please enter a network: 203.0.113.0/24")
        raise ValidationError(message, code="network") from error
    most, least = SMALLEST[network.version], LARGEST[network.version]
    if not least <= network.prefixlen <= most:
        message = _("Of where a form came from no more is kept than /%(most)s; at least /%(least)s")
        raise ValidationError(message % {"most": most, "least": least}, code="network_size")
    return str(network)


def _name(typed: str) -> str:
    pattern = folding.folded(typed)
    if sum(map(str.isalpha, pattern)) < LEAST_IN_A_PATTERN and "*" in pattern:
        raise ValidationError(_("Please enter more of the name."), code="too_short")
    return pattern


def _word(typed: str) -> str:
    words = folding.words(typed)
    if len(words) != 1:
        raise ValidationError(_("Please enter one word."), code="one_word")
    return words[0]


FOLDS: dict[str, Callable[[str], str]] = {
    Kind.DOMAIN: _domain,
    Kind.ADDRESS: _address,
    Kind.NETWORK: _network,
    Kind.NAME: _name,
    Kind.WORD: _word,
}
