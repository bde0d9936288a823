import pytest

from signatures.text import similarity


@pytest.mark.table(
    ("one", "other", "are"),
    [
        ("Composer", "composer.", True),
        ("Composer, Paris", "COMPOSER  paris", True),
        ("Réalisatrice", "realisatrice", True),
        ("Screenwriter", "Screenwriters", True),
        ("Actor", "Author", False),
        ("Composer", "Composer and conductor", False),
        ("Electricians of Dublin, Local 11", "Electricians of Dublin, Local 12", False),
        ("📚", "🎹", False),
        ("", "", False),
    ],
)
def test_alike_looks_past_case_accents_and_signs(one, other, are):
    assert similarity.alike(one, other) is are
    assert similarity.alike(other, one) is are


def test_groups_gather_around_what_comes_first():
    texts = ["Composer", "Actor", "composer", "Screenwriter", "COMPOSER.", "Screenwriters", "Poet"]

    assert similarity.groups(texts) == [
        ["Composer", "composer", "COMPOSER."],
        ["Screenwriter", "Screenwriters"],
    ]


def test_every_group_is_one_that_can_be_posted_back():
    texts = ["Screenwriter", "Screenwriters", "Screen writer", "screenwriter", "Screenwriterss"]

    for group in similarity.groups(texts):
        assert similarity.all_alike(group)


def test_near_ones_are_compared_among_the_first_only(monkeypatch):
    monkeypatch.setattr(similarity, "MOST_COMPARED", 2)
    texts = ["Screenwriter", "Poet", "Screenwriters", "poet"]

    assert similarity.groups(texts) == [["Poet", "poet"]]


def test_chain_of_small_steps_is_not_one_group():
    assert similarity.all_alike(["Screenwriter", "Screenwriters"])
    assert not similarity.all_alike(["Screenwriter", "Screenwriters", "Typewriter"])


@pytest.mark.table(
    ("one", "other", "are"),
    [
        ("Ada Exampel", "Ada Example", True),
        ("Zoë Example", "Zoe Example", True),
        ("ADA EXAMPLE", "Ada Example", True),
        ("Ada Example", "Ada Maria Example", True),
        ("A. Example", "Ada Example", True),
        ("Example Ada", "Ada Example", True),
        ("李明", "李 明", True),
        ("Ada Example", "Bo Example", False),
        ("Ada Example", "Ada Sample Trial", False),
        ("Ada", "Ada Maria Example", False),
        ("A. E.", "Ada Example", False),
        ("李明", "王芳", False),
        ("", "Ada Example", False),
    ],
)
def test_same_person_is_told_by_spelling_initials_and_one_word(one, other, are):
    assert similarity.is_same_person(one, other) is are
    assert similarity.is_same_person(other, one) is are
