"""Which language a name is marked up as, so that it is set and read aloud as its own."""

from functools import lru_cache

from signatures.text.characters import script

# Scripts of one language, or of one far ahead of the others.
OF_SCRIPT = {
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "DEVANAGARI": "hi",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
    "TIBETAN": "bo",
}

# Scripts that look different from country to country: first the usual language.
OF_COUNTRY = {
    "ARABIC": {"": "ar", "AF": "fa", "IR": "fa", "PK": "ur"},
    "CJK": {"": "zh", "HK": "zh-Hant", "JP": "ja", "KR": "ko", "MO": "zh-Hant", "TW": "zh-Hant"},
    "CYRILLIC": {"": "", "BG": "bg", "BY": "be", "RS": "sr", "RU": "ru", "UA": "uk"},
}


@lru_cache(maxsize=10_000)
def language_of(words: str, country: str = "") -> str:
    """Return the language (BCP 47) that ``words`` in this script are in, "" when none is likelier.

    Latin letters tell nothing. ``country`` (ISO 3166-1) decides where a script is shared, as
    Chinese characters are; give it only if the public may know it.
    """
    if words.isascii():
        return ""
    scripts = {script(char) for char in words}
    for each in scripts & OF_SCRIPT.keys():
        return OF_SCRIPT[each]
    for each in scripts & OF_COUNTRY.keys():
        return OF_COUNTRY[each].get(country, OF_COUNTRY[each][""])
    return ""
