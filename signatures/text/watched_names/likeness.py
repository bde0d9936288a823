"""Decision whether the name of a signature resembles a watched name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from signatures.text.watched_names import keys, spellings
from signatures.text.watched_names.sounds import sound, unvowelled

# Wrong letters that are allowed in a name or a word, by the letters it has.
IN_A_NAME = {17: 3, 12: 2, 7: 1}
IN_A_SINGLE_NAME = {10: 2, 6: 1}
IN_A_WORD = {9: 3, 6: 2, 3: 1}
SHORT = 3  # letters of a word that may be wrong only in a name of LONG_AROUND letters
LONG_AROUND = 9
TOGETHER = 8  # the fewest letters of a name that may be divided into other words
MOST_LONGER = 6  # letters of a spelling that sounds the same
FOR_ITSELF = 6  # the fewest letters of a first name that tell who it is beside an initial
CONSONANTS = {8: 1, 5: 0}  # wrong letters among consonants, for scripts without vowels

WITHOUT_VOWELS = re.compile(r"[\u0590-\u08ff]")  # Hebrew, Arabic, Syriac
# Names that sound alike in Chinese are different names, so they are compared as written.
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Form:
    """One spelling of a name: its words, the longest first, and what is compared with them."""

    words: list[str]
    last: str
    most: int  # letters that may be wrong
    together: list[str]  # the words written together, beginning with any of them


@dataclass(frozen=True)
class Prepared:
    """A name as ``resembles`` needs it."""

    seen: frozenset[str]
    forms: list[Form]
    is_han: bool
    is_unvowelled: bool


def resembles(signed: str, watched: str) -> bool:
    """Return whether the name ``signed`` could be taken for the name ``watched``.

    Every word of the watched name, or its first and its last, has to be there: as an initial,
    with a few wrong letters, in any order, among other words, or in other letters. Two wrong
    letters are few in a name of twelve; in "Li Bai" one is too many.
    """
    one, other = _signed(signed), _watched(watched)
    if not other.seen.isdisjoint(one.seen):
        return True
    if one.is_han and other.is_han:
        return False
    unvowelled = one.is_unvowelled != other.is_unvowelled
    return any(
        _assigned(form.words, to) or _together(form, to) or (unvowelled and _bare(form, to))
        for form in one.forms
        for to in other.forms
    )


@lru_cache(maxsize=1_000)
def _signed(name: str) -> Prepared:
    forms = [_form(words, ["".join(words)]) for words in spellings.all_of(name)]
    return _prepared(name, keys.seen_keys(name), forms)


@lru_cache(maxsize=20_000)
def _watched(name: str) -> Prepared:
    forms = []
    for words in spellings.all_of(name):
        forms.append(_form(words, keys.joined(words)))
        ends = keys.outer(words)
        if len(words) > 2 and min(map(len, ends)) > 1:  # the others are often left out
            forms.append(_form(ends, []))
    return _prepared(name, keys.seen_keys(name, watched=True), forms)


def _prepared(name: str, seen: set[str], forms: list[Form]) -> Prepared:
    unvowelled = WITHOUT_VOWELS.search(name) is not None
    return Prepared(frozenset(seen), forms, HAN.search(name) is not None, unvowelled)


def _form(words: list[str], together: list[str]) -> Form:
    most = _allowed(IN_A_NAME, sum(map(len, words)))
    return Form(sorted(words, key=len, reverse=True), words[-1], most, together)


def _allowed(table: dict[int, int], letters: int) -> int:
    for least, wrong in table.items():
        if letters >= least:
            return wrong
    return 0


def _assigned(signed: list[str], watched: Form) -> bool:
    """Return whether all watched words are among the signed ones."""
    if len(watched.words) == 1:
        most = _allowed(IN_A_SINGLE_NAME, len(watched.last))
        return len(signed) == 1 and _distance(signed[0], watched.last, most) <= most
    return len(signed) >= len(watched.words) and _fits(watched.words, signed, watched)


def _fits(
    words: list[str], signed: list[str], form: Form, full: tuple[str, ...] = (), wrong: int = 0
) -> bool:
    """Return whether each of ``words`` has a word of its own in ``signed``.

    ``full`` are the words of ``form`` that were found in full so far, with ``wrong`` letters.
    """
    if not words:
        return wrong <= _most_beside_initials(full, form)
    word, rest = words[0], words[1:]
    for at, other in enumerate(signed):
        if len(other) == 1 or len(word) == 1:
            cost, found = (0 if _is_initial(other, word) else None), full
        else:
            cost, found = _cost(other, word, form.most - wrong, form), (*full, word)
        if cost is not None:
            left = signed[:at] + signed[at + 1 :]
            if _fits(rest, left, form, found, wrong + cost):
                return True
    return False


def _most_beside_initials(full: tuple[str, ...], form: Form) -> int:
    """Return how many letters may be wrong in ``full``; -1 if initials leave too little."""
    if len(full) > 1:
        return form.most
    letters = sum(map(len, full))
    if not full or (form.last not in full and letters < FOR_ITSELF):
        return -1
    return min(form.most, _allowed(IN_A_SINGLE_NAME, letters))


def _is_initial(one: str, other: str) -> bool:
    same = one[0] == other[0] or sound(one)[:1] == sound(other)[:1]
    return same and keys.has_initial(one) and keys.has_initial(other)


def _cost(signed: str, watched: str, most: int, form: Form) -> int | None:
    """Return the wrong letters in ``signed``; None if they are too many for this word."""
    most = min(most, _allowed(IN_A_WORD, len(watched)))
    if len(watched) == SHORT and sum(map(len, form.words)) < LONG_AROUND:
        most = 0
    found = _distance(signed, watched, most)
    return found if found <= most else None


def _distance(one: str, other: str, most: int) -> int:
    """Return the wrong, missing, additional or exchanged letters, by spelling or by sound.

    The result is only exact up to ``most``.
    """
    written = OSA.distance(one, other, score_cutoff=most)
    if written == 0:
        return written
    return min(written, OSA.distance(sound(one), sound(other), score_cutoff=most))


def _together(signed: Form, watched: Form) -> bool:
    """Return whether both are the same letters, divided into other words."""
    [text] = signed.together
    most = watched.most
    if len(signed.words) == len(watched.words):  # a space in the wrong place
        most = min(most - 1, 1)
    if most < 0 or len(text) < TOGETHER:
        return False
    near = (each for each in watched.together if abs(len(each) - len(text)) <= MOST_LONGER)
    return any(_distance(text, each, most) <= most for each in near)


def _bare(signed: Form, watched: Form) -> bool:
    """Return whether the words have the same consonants, for a name without its vowels."""
    one, other = (" ".join(sorted(map(unvowelled, form.words))) for form in (signed, watched))
    letters = len(other.replace(" ", ""))
    if letters < min(CONSONANTS):
        return False
    most = _allowed(CONSONANTS, letters)
    return OSA.distance(one, other, score_cutoff=most) <= most
