"""Typesetting with typst, in this process and without network or file access.

A template gets its text as JSON. Text is never pasted into the template, so nothing that a
person types becomes markup.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
TypesettingError = typst.TypstError
OWN_FACE = "Source Serif 4"
# Covered by Source Serif 4 and typst's built-in fonts: Latin, Greek, Cyrillic, symbols.
OWN_CHARACTERS = re.compile(r"[\t\n\r -\u052f\u1d00-\u22ff\u2500-\u25ff\ufb00-\ufb06\ufffc\ufffd]*")
SIGNS = re.compile("[\u2600-\u27bf\u2b00-\u2bff]+")
PICTURES = re.compile("[\U0001f000-\U0001faff\U000e0020-\U000e007f\ufe0e\ufe0f\u20e3]+")
HAN_FACES = {"zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK", "ja": "JP", "ko": "KR"}
LONG_WORD = re.compile(r"\S{30,}")
BREAK = "\u200b"  # a line may end here


@cache
def own_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"])


@cache
def all_fonts() -> typst.Fonts:
    """Return our fonts and this machine's. The search takes up to a second, once a process."""
    return typst.Fonts(font_paths=[HERE / "fonts"])


def compile_to(form: str, template: str, data: dict[str, Any]) -> bytes:
    """Return ``template`` filled with ``data``, as ``form`` "pdf" or "png" (one pixel a point).

    ``data`` must have ``lang``, a language code. Scripts that our own font lacks are set in the
    machine's Noto fonts, if installed. Raises TypesettingError.
    """
    words = json.dumps({**data, "lang": data["lang"][:3].partition("-")[0]}, ensure_ascii=False)
    fonts = own_fonts() if OWN_CHARACTERS.fullmatch(words) else all_fonts()
    families = _families(fonts, data["lang"])
    files = {
        "main.typ": (HERE / "typst" / template).read_bytes(),
        "data.json": without_pictures(words, families).encode(),
        "fonts.json": json.dumps(families).encode(),
    }
    return typst.compile(files, font_paths=fonts, format=form, ppi=72.0)  # type: ignore[call-overload]  # its stub leaves out the dict


def direction(text: str) -> str:
    """Return "rtl" or "ltr", from the first letter with a direction, as ``dir="auto"`` does."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def breakable(text: str) -> str:
    """Allow line breaks in words too long for a line: between letters, never before a mark."""
    return LONG_WORD.sub(_with_breaks, text)


def _with_breaks(word: re.Match[str]) -> str:
    return "".join(
        char if unicodedata.category(char)[0] in "MC" else BREAK + char for char in word[0]
    ).removeprefix(BREAK)


def without_pictures(words: str, families: list[str]) -> str:
    """Remove pictures and signs that no installed font has, rather than print empty boxes."""
    if not any("Emoji" in name for name in families):
        words = PICTURES.sub("", words)
    return words if "Noto Sans Symbols2" in families else SIGNS.sub("", words)


@cache
def _families(fonts: typst.Fonts, language: str) -> list[str]:
    """Return the fonts to try in order: ours, serif, sans, with the language's Han forms."""
    language = language.lower()
    han = HAN_FACES.get(language) or HAN_FACES.get(language.partition("-")[0], "SC")
    names = [name for name in fonts.families() if name.startswith("Noto ") and "Mono" not in name]
    wanted = [
        *(["Noto Nastaliq Urdu"] if language == "ur" else []),
        "Noto Naskh Arabic",
        f"Noto Serif CJK {han}",
        *(name for name in names if name.startswith("Noto Serif") and "CJK" not in name),
        f"Noto Sans CJK {han}",
        *(name for name in names if name.startswith("Noto Sans")),
        *(name for name in names if "Emoji" in name),
    ]
    return [OWN_FACE, *dict.fromkeys(name for name in wanted if name in names)]
