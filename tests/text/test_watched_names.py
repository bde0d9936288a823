from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.management.demonstration.people import people
from signatures.text.watched_names import signed_keys, watched_keys

DISGUISES = [
    "Ada Lovelace",
    "ADA LOVELACE",
    "ada  lovelace",
    "A. Lovelace",
    "Lovelace A.",
    "Lovelace Ada",
    "Lovelace, Ada",
    "LOVELACE, A.",
    "Ada K. Lovelace",
    "A. K. Lovelace",
    "Ada King Lovelace",
    "Ada-Lovelace",
    "AdaLovelace",
    "LovelaceAda",
    "A d a L o v e l a c e",
    "Ada Love Lace",
    "Ada Lovelacé",
    "Äda Lövelace",
    "\u0391da Lovelace",  # Greek capital alpha
    "Ad\u0430 Lovelace",  # Cyrillic a
    "\u0410d\u0430 L\u043ev\u0435l\u0430c\u0435",
    "Ada L0velace",
    "Ada Lovelac3",
    "@da Lovelace",
    "Ada LoveIace",  # a capital i
    "Ada Love|ace",
    "Ａｄａ Ｌｏｖｅｌａｃｅ",
    "Ada Lovelace Jr",
    "Ada Lovelace, PhD",
    "Dr. Ada Lovelace",
    "The Real Ada Lovelace",
    "Ada “Countess” Lovelace",
    "Ada Lovelace (official)",
]

WATCHED = (
    """
Adele, Agnes Obel, Annie Lennox, Björk, Bono, Brian Eno, Cher, Damon Albarn, Elton John,
Emma Thompson, Hilary Mantel, Jean-Michel Jarre, Joan Baez, John Williams, Kate Bush,
Kazuo Ishiguro, Li Bai, Margaret Atwood, María Callas, Max Richter, Nick Cave, Orhan Pamuk,
Patti Smith, Paul McCartney, Philip Glass, Prince, Rosalía, Salman Rushdie, Sinéad O’Connor,
Sting, Taylor Swift, Thom Yorke, Tom Hanks, Yo-Yo Ma, Zadie Smith, 村上春樹, 李安, أم كلثوم
""".strip()
    .replace("\n", " ")
    .split(", ")
)


def resembles(signed, watched):
    return bool(signed_keys(signed) & watched_keys(watched))


@pytest.mark.table("name", DISGUISES)
def test_disguise_resembles_the_watched_name(name):
    assert resembles(name, "Ada Lovelace")


@pytest.mark.table(
    ("signed", "watched"),
    [
        ("Lovelace, Ada", "Lovelace, Ada"),
        ("B\u043ebby McGee", "Bobby McGee"),
        ("\u0412obby McGee", "Bobby McGee"),  # a Cyrillic capital ve
        ("M. Shelley", "Mary Shelley"),
        ("rnary shelley", "Mary Shelley"),
        ("OConnor Sinéad", "Sinéad O’Connor"),
        ("JRR Tolkien", "J. R. R. Tolkien"),
        ("Jean Luc Godard", "Jean-Luc Godard"),
        ("Godard Jean-Luc", "Jean-Luc Godard"),
        ("STING", "Sting"),
        ("5ting", "Sting"),
        ("李 安", "李安"),
        ("ПУШКИН Александр", "Александр Пушкин"),
        ("А. Пушкин", "Александр Пушкин"),
        ("Ke$ha", "Kesha"),
        ("Bjork", "Björk"),
    ],
)
def test_signed_name_resembles_the_watched_one(signed, watched):
    assert resembles(signed, watched)


@pytest.mark.table(
    ("signed", "watched"),
    [
        ("Adam Lovelace", "Ada Lovelace"),
        ("Ada", "Ada Lovelace"),
        ("Lovelace", "Ada Lovelace"),
        ("Ada Loveless", "Ada Lovelace"),
        ("B. Lovelace", "Ada Lovelace"),
        ("Ada L.", "Ada Lovelace"),
        ("Madonna Smith", "Madonna"),
        ("Stirling", "Sting"),
        ("李小龙", "李安"),
        ("R. Shelley", "Mary Shelley"),
        ("Анна Пушкина", "Александр Пушкин"),
    ],
)
def test_other_people_are_themselves(signed, watched):
    assert not resembles(signed, watched)


def test_long_watch_list_holds_nobody_else():
    watched = set().union(*map(watched_keys, WATCHED))
    crowd = {each.name for each in islice(people(Random(6), {}), 2000)}

    held = [name for name in crowd if signed_keys(name) & watched]

    print(f"{len(held)} of {len(crowd)} ordinary names resemble one of {len(WATCHED)} watched")
    assert len(held) <= len(crowd) // 100


@given(st.text(max_size=100))
def test_keys_of_a_name_are_bounded_and_met_by_itself(name):
    keys = signed_keys(name)

    assert len(keys) <= 6
    assert all(keys)
    assert bool(keys) == resembles(name, name)
