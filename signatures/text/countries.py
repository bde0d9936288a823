"""Countries by the names and codes that people write."""

from functools import cache

from babel import Locale
from babel.core import get_global

from signatures.text import folding

# Codes in CLDR but not in ISO 3166-1: unions, parts of countries, and test codes.
NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN"}
NOT_COUNTRIES |= {"XA", "XB", "ZZ"}
# Languages whose names of countries are understood. Of a name with two meanings, the first wins.
LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "tr"]
LANGUAGES += ["hu", "ro", "el", "ru", "uk", "ar", "he", "ja", "ko", "zh"]
# Former names, abbreviations, and names that CLDR spells in another way.
ALSO = {
    "america": "US",
    "burma": "MM",
    "cape verde": "CV",
    "czech republic": "CZ",
    "east timor": "TL",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "hong kong": "HK",
    "ivory coast": "CI",
    "macau": "MO",
    "macedonia": "MK",
    "northern ireland": "GB",
    "palestine": "PS",
    "republic of ireland": "IE",
    "republic of korea": "KR",
    "russian federation": "RU",
    "scotland": "GB",
    "swaziland": "SZ",
    "turkey": "TR",
    "uae": "AE",
    "u k": "GB",
    "u s": "US",
    "u s a": "US",
    "united states of america": "US",
    "viet nam": "VN",
    "wales": "GB",
}


@cache
def names(language: str) -> dict[str, str]:
    """Return ISO 3166-1 codes and their names in ``language`` (from CLDR), sorted by name."""
    named = Locale.parse(language, sep="-").territories
    known = {
        code: name
        for code, name in named.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    return dict(sorted(known.items(), key=lambda item: item[1]))


def code_of(typed: str) -> str | None:
    """Return the ISO 3166-1 code of a country, or None if ``typed`` is none.

    ``"USA"``, ``"United States of America"`` and ``"Etats-Unis"`` are all ``"US"``.
    """
    return _codes().get(_plain(typed))


def _plain(typed: str) -> str:
    words = [each for each in folding.words(typed.replace("&", " and ")) if each != "the"]
    return " ".join(words)


@cache
def _codes() -> dict[str, str]:
    found = dict(ALSO)
    for language in LANGUAGES:
        for code, name in names(language).items():
            found.setdefault(_plain(name), code)
    aliases = get_global("territory_aliases")
    for alias, codes in aliases.items():
        if len(codes) == 1 and alias.isalpha() and codes[0] in names("en"):
            found.setdefault(alias.lower(), codes[0])
    found |= {code.lower(): code for code in names("en")}
    return found
