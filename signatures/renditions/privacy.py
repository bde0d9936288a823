"""Text of the privacy page: which personal data is stored and when it is erased."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from signatures.models.personal_data import REGISTRY, WHEN_LABELS, When

# Times that most kinds of data have in common, in few words; ``terms`` explains them.
SHORT = {
    When.SIGNATURE: _("With your signature"),
    When.WITHHELD: _("Sooner if your name is not shown"),
}


class Line(NamedTuple):
    """One kind of personal data, and the sentences that say when it is erased."""

    what: str
    when: list[str]


def lines() -> list[Line]:
    """Return each kind of personal data once, in the order of the registry."""
    found: dict[str, dict[When, None]] = {}
    for each in REGISTRY:
        found.setdefault(str(each.what), {}).update(dict.fromkeys(each.when))
    return [
        Line(what, [str(SHORT.get(each) or _in_words(each)) for each in when])
        for what, when in found.items()
    ]


def terms() -> list[tuple[str, str]]:
    """Return each short term of ``lines``, and what it means."""
    return [(str(words), _in_words(when)) for when, words in SHORT.items()]


def _in_words(when: When) -> str:
    periods = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    days = {name: p.days for name, p in periods.items() if isinstance(p, timedelta)}
    return str(WHEN_LABELS[when]) % days
