"""Text of the privacy page: which personal data is stored and when it is erased."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings

from signatures.models.personal_data import REGISTRY, WHEN_LABELS, When


class Line(NamedTuple):
    """One kind of personal data, and the sentences that say when it is erased."""

    what: str
    when: list[str]


def lines() -> list[Line]:
    """Return each kind of personal data once, in the order of the registry."""
    found: dict[str, dict[When, None]] = {}
    for each in REGISTRY:
        found.setdefault(str(each.what), {}).update(dict.fromkeys(each.when))
    return [Line(what, [_in_words(each) for each in when]) for what, when in found.items()]


def _in_words(when: When) -> str:
    periods = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    days = {name: p.days for name, p in periods.items() if isinstance(p, timedelta)}
    return str(WHEN_LABELS[when]) % days
