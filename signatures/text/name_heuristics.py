"""Shapes that names seldom have: a slogan's, a telephone number's. Never a reason to refuse.

Each rule is a line in a table, as in names.py: its code, and the question that is true of what
an organizer should see first. They ask for the form of a text, not for its words.
"""

import re

from signatures.text.folding import folded

MOST_WORDS = 6
MOST_DIGITS = 3
MOST_ALIKE = 3  # letters in a row: VIII has three

# Between the parts of one name, and not counted as words of it.
PARTICLE = re.compile(
    "al|bin|bint|da|das|de|degli|del|della|den|der|di|do|dos|du|e|el|ibn|la|las|le|los|of|san|st|"
    "ter|the|und|van|vom|von|y|zu|zum|zur"
)

# P!nk, S:t and will.i.am go on after the sign, and "Jr." is short.
SENTENCE_END = re.compile(r"[!?;:…¡¿‽؟؛।。！？](?!\w)|\.\.\.|^\S+ \S+ .*[^\W\d_]{4}\.$")
SIGNS = re.compile(r"[#%*<>=^_~{}\[\]\\|•→“”„«»\"]")
# A nickname, and the sign inside a Hebrew abbreviation.
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
    return SIGNS.search(QUOTED.sub("", name)) is not None


def _is_in_capitals(name: str) -> bool:
    """True for two long words or more and no small letter; Haruki MURAKAMI has some."""
    words = [word for word in name.split() if sum(map(str.isalpha, word)) > 2]
    return len(words) > 1 and name.isupper()


def _repeats(name: str) -> bool:
    text = folded(name)
    return ALIKE.search(text) is not None or SAME_WORD.search(text) is not None


SHAPES = [
    ("many_words", _has_many_words),
    ("sentence", _is_a_sentence),
    ("number", _has_a_number),
    ("signs", _has_signs),
    ("capitals", _is_in_capitals),
    ("repetition", _repeats),
]
