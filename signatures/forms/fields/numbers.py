"""A field for several numbers on one line, such as milestones."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

GROUPED = re.compile(r"\d{1,3}(,\d{3})+")  # 12,000
MOST_DIGITS = 9


class NumbersField(forms.CharField):
    """Whole numbers separated by spaces or commas; ``12,000`` is one number. Smallest first."""

    def __init__(self, *, at_most: int, largest: int, **options: Any) -> None:
        super().__init__(**options)
        self.at_most, self.largest = at_most, largest

    def prepare_value(self, value: Any) -> Any:
        return " ".join(f"{each:,}" for each in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the list of numbers. Raises ValidationError."""
        typed = super().clean(value)
        numbers = {_number(each, self.largest) for each in _split(typed)}
        if len(numbers) > self.at_most:
            words = gettext("Enter at most %(most)s numbers") % {"most": self.at_most}
            raise ValidationError(words, code="too_many")
        return sorted(numbers)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def _split(typed: str) -> list[str]:
    words = [each.strip(",") for each in re.split(r"[\s;]+", typed)]
    return [part for each in words for part in _parts(each) if part]


def _parts(word: str) -> list[str]:
    return [word.replace(",", "")] if GROUPED.fullmatch(word) else word.split(",")


def _number(word: str, largest: int) -> int:
    if re.fullmatch(rf"[0-9]{{1,{MOST_DIGITS}}}", word) and 0 < int(word) <= largest:
        return int(word)
    words = gettext("Enter whole numbers from 1 to %(most)s, separated by spaces")
    raise ValidationError(words % {"most": f"{largest:,}"}, code="invalid")
