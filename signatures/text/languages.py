"""Language of a name, for the lang attribute, so that it is displayed and read aloud correctly."""

from functools import lru_cache

from signatures.text.characters import script

# Scripts of one language, or of one that is far more common than the others.
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

# Scripts that look different from country to country. "" has the default language.
OF_COUNTRY = {
    "ARABIC": {"": "ar", "AF": "fa", "IR": "fa", "PK": "ur"},
    "CJK": {"": "zh", "HK": "zh-Hant", "JP": "ja", "KR": "ko", "MO": "zh-Hant", "TW": "zh-Hant"},
    "CYRILLIC": {"": "", "BG": "bg", "BY": "be", "RS": "sr", "RU": "ru", "UA": "uk"},
}


@lru_cache(maxsize=10_000)
def language_of(words: str, country: str = "") -> str:
    """Return the likely language (BCP 47) of ``words`` by their script, or "" if unknown.

    Latin letters give no hint. ``country`` (ISO 3166-1) decides for scripts that countries
    share, such as Chinese characters. Pass it only if the public may know it.
    """
    if words.isascii():
        return ""
    scripts = {script(char) for char in words}
    for each in scripts & OF_SCRIPT.keys():
        return OF_SCRIPT[each]
    for each in scripts & OF_COUNTRY.keys():
        return OF_COUNTRY[each].get(country, OF_COUNTRY[each][""])
    return ""
