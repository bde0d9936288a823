"""ORCID iDs: sixteen digits, of which the last is a check digit (ISO 7064, mod 11,2)."""

import re
from typing import Any

ORCID_ID = re.compile(r"(\d{4}-){3}\d{3}[\dX]", re.ASCII)


def is_valid(found: Any) -> bool:
    """Tell whether ``found`` is an ORCID iD as text, for example ``0000-0002-1825-0097``."""
    if not isinstance(found, str) or not ORCID_ID.fullmatch(found):
        return False
    digits = found.replace("-", "")
    return digits[-1] == _check_digit(digits[:-1])


def _check_digit(digits: str) -> str:
    total = 0
    for each in digits:
        total = (total + int(each)) * 2
    result = (12 - total % 11) % 11
    return "X" if result == 10 else str(result)  # noqa: PLR2004 - ten is written X
