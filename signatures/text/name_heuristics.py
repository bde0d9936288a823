"""Heuristics for texts that are probably not names, such as slogans or telephone numbers.

They are never a reason to reject a name. As in names.py, each rule is a line in a table: its
code, and a function that is true if an organizer should see the name first. Rules look at the
form of a text, not at its words.
"""

import re

from signatures.text.folding import folded

MOST_WORDS = 6
MOST_DIGITS = 3
MOST_ALIKE = 3  # of the same letter in a row: VIII has three

# Particles between the parts of a name, not counted as words.
PARTICLE = re.compile(
    "al|bin|bint|da|das|de|degli|del|della|den|der|di|do|dos|du|e|el|ibn|la|las|le|los|of|san|st|"
    "ter|the|und|van|vom|von|y|zu|zum|zur"
)

# P!nk, S:t and will.i.am have letters after the sign, and "Jr." is short.
SENTENCE_END = re.compile(r"[!?;:…¡¿‽؟؛।。！？](?!\w)|\.\.\.|^\S+ \S+ .*[^\W\d_]{4}\.$")
SIGNS = re.compile(r"[#%*<>=^_~{}\[\]\\|•→“”„«»\"]")
# Signs that a spreadsheet takes for the start of a formula, also full-width.
FIRST_SIGN = re.compile(r"[=+\-@＝＋－＠]")
# A nickname in quotation marks, and the mark inside a Hebrew abbreviation.
QUOTED = re.compile(r"[“„«\"][^“”„«»\"]+[”“»\"]|(?<=\w)\"(?=\w)")
ALIKE = re.compile(rf"([^\W\d_])\1{{{MOST_ALIKE}}}")
SAME_WORD = re.compile(r"\b(\w{2,})(?: \1\b){2}")


def _has_many_words(name: str) -> bool:
    words = [word for word in folded(name).split() if not PARTICLE.fullmatch(word)]
    return len(words) > MOST_WORDS


def _is_a_sentence(name: str) -> bool:
    return SENTENCE_END.search(name) is not None


def _has_a_number(name: str) -> bool:
    return sum(map(str.isdigit, name)) > MOST_DIGITS


def _has_signs(name: str) -> bool:
    if FIRST_SIGN.match(name):
        return True
    return SIGNS.search(QUOTED.sub("", name)) is not None


def _repeats(name: str) -> bool:
    text = folded(name)
    return ALIKE.search(text) is not None or SAME_WORD.search(text) is not None


SHAPES = [
    ("many_words", _has_many_words),
    ("sentence", _is_a_sentence),
    ("number", _has_a_number),
    ("signs", _has_signs),
    ("repetition", _repeats),
]
