"""Names of countries for forms and statistics."""

from functools import cache

from babel import Locale

# Codes in CLDR but not in ISO 3166-1: unions, parts of countries, and test codes.
NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN"}
NOT_COUNTRIES |= {"XA", "XB", "ZZ"}


@cache
def countries(language: str) -> dict[str, str]:
    """Return ISO 3166-1 codes and their names in ``language`` (from CLDR), sorted by name."""
    named = Locale.parse(language, sep="-").territories
    known = {
        code: name
        for code, name in named.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    return dict(sorted(known.items(), key=lambda item: item[1]))
