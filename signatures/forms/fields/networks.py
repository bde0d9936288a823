"""A field for networks where many people share one address."""

import ipaddress
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

MOST = 20
# A larger network is no hall: without limits, a whole provider could sign from it.
LARGEST = {4: 24, 6: 48}


class NetworksField(forms.CharField):
    """Addresses or networks separated by spaces, commas or lines, kept in one spelling."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the list of networks. Raises ValidationError."""
        typed = super().clean(value)
        found = [_network(each) for each in re.split(r"[\s,;]+", typed) if each]
        if len(found) > MOST:
            words = gettext("Enter at most %(most)s networks") % {"most": MOST}
            raise ValidationError(words, code="too_many")
        return list(dict.fromkeys(found))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def _network(word: str) -> str:
    try:  # without the zone of a machine's own network, as in fe80::1%eth0
        network = ipaddress.ip_network("" if "%" in word else word, strict=False)
    except ValueError:
        words = gettext("Enter addresses like 192.0.2.7 or 192.0.2.0/28, separated by spaces")
        raise ValidationError(words, code="invalid") from None
    if network.prefixlen < LARGEST[network.version]:
        words = gettext("%(network)s is too large. Enter at most /24, or /48 for IPv6")
        raise ValidationError(words % {"network": network}, code="too_large")
    return str(network)
