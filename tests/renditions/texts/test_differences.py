import time

import pytest

from signatures.renditions.texts.differences import Part, Passage, between


def same(words):
    return Part("same", words)


def gone(words):
    return Part("gone", words)


def new(words):
    return Part("new", words)


@pytest.mark.table(
    ("before", "after", "passages"),
    [
        ("We ask.", "We ask.", []),
        ("We ask.\n\n", "\n We  ask. ", []),
        ("", "New.", [Passage((new("New."),))]),
        ("Old.", "", [Passage((gone("Old."),))]),
        (
            "within thirty days",
            "within twenty working days",
            [Passage((same("within "), gone("thirty "), new("twenty working "), same("days")))],
        ),
        (
            "One.\n\nTwo.\n\nThree.",
            "One.\n\nTwo.\n\nFour.",
            [Passage(skipped=2), Passage((gone("Three."), new("Four.")))],
        ),
        ("我们要求同意", "我们要求许可", [Passage((same("我们要求"), gone("同意"), new("许可")))]),
        ("a b", "a c b", [Passage((same("a "), new("c "), same("b")))]),
    ],
)
def test_difference_is_told_by_the_word(before, after, passages):
    assert between(before, after) == passages


def test_both_texts_can_be_read_from_the_difference():
    before = "We ask you\nto ask us\nfirst\nand always"
    after = "We beg you\nto ask us\nfirst of all\nalways"

    passages = [passage.parts for passage in between(before, after)]

    words = {
        kind: " ".join(
            "".join(part.words for part in parts if part.kind in ("same", kind))
            for parts in passages
        )
        for kind in ("gone", "new")
    }
    assert words["gone"].split() == ["We", "ask", "you", "first", "and", "always"]
    assert words["new"].split() == ["We", "beg", "you", "first", "of", "all", "always"]


@pytest.mark.table(
    ("before", "after"),
    [
        ("a " * 60_000, "b " * 60_000),
        ("a b " * 550, "b a " * 550),
        ("a\n" * 20_000, "b\n" * 20_000),
        ("字" * 50_000, "词" * 50_000),
    ],
)
def test_long_texts_take_no_long_time(before, after):
    start = time.thread_time()

    assert between(before, after)

    assert time.thread_time() - start < 5  # seconds of processor time
