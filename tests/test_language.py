"""Lint of the words people read in templates, forms, messages and labels."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BANNED = {
    r"\b(some|any|every|no)body\b": "someone, anyone, everyone or no one",
    r"\bplease\b": "the sentence without it",
    r"\bpress(es|ed|ing)?\b(?! (kit|release|contact))": "click, choose or select",
    r"\bwho(ever|m|soever)\b": "anyone who, people who",
    r"(^|[.!?:] )(What|Who) [^?]*$": "a noun phrase",
    r"(?<!e-)\bmails?\b": "e-mail",
    r"\bmoments?\b": "time or date",
    r"\bfingerprints?\b": "hash",
    r"\b(thereof|befell|at hand|such as to|stands? (here|there)|is told)\b": "plain English",
}
# Folders whose sentences follow LANGUAGE. Only add to it.
DONE = ["templates/emails", "templates/account/email", "templates/mfa/email"]
MESSAGE = re.compile(
    r"{%\s*translate\s+(?:\"([^\"]+)\"|'([^']+)')"
    r"|{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate",
    re.DOTALL,
)


def messages(path):
    """Return the translatable messages of a template, without their variables and tags."""
    found = (
        next(filter(None, groups), "")
        for groups in MESSAGE.findall(path.read_text(encoding="utf-8"))
    )
    return [" ".join(re.sub(r"{[{%].*?[}%]}|<[^>]*>", "…", each).split()) for each in found]


def templates():
    folders = [ROOT / each for each in DONE]
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def wrong_words(sentence):
    return [
        f"{found[0]!r} (say: {instead})"
        for pattern, instead in BANNED.items()
        if (found := re.search(pattern, sentence, re.IGNORECASE))
    ]


def test_templates_say_no_banned_word():
    wrong = {
        f"{path.relative_to(ROOT)}: {sentence}": words
        for path in templates()
        for sentence in messages(path)
        if (words := wrong_words(sentence))
    }

    assert wrong == {}


@pytest.mark.parametrize(
    "sentence",
    ["Please enter your name.", "Who signs is counted.", "Press the button.", "Nobody signed."],
)
def test_wrong_words_finds_a_banned_word(sentence):
    assert wrong_words(sentence)
