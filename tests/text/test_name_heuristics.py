from itertools import islice
from random import Random

import pytest

from signatures.management.demonstration.people import people
from signatures.text.names import clean_name, reasons_to_look

HARD_NAMES = """
O
Ng
Wu Yi
Ludwig van den Berg
Siobhán O’Connor
Conan O'Brien
María José de la Cruz
María de los Ángeles Fernández de la Vega
Sheikh Mohammed bin Rashid Al Maktoum
Maximilian Freiherr von und zu der Tann
李安
宮崎 駿
みどり 山田
村上春樹
김민준
أم كلثوم
محمد عبد الوهاب
نجيب محفوظ
ד״ר יוסי כהן
ד"ר יוסי כהן
ฉัตรชัย เปล่งพานิช
அ. முத்துலிங்கம்
လေးဖြူ
Θανάσης Βέγγος
Никита Сергеевич Михалков
გივი მარგველაშვილი
Արամ Խաչատրյան
Nguyễn Thị Ánh Viên
Ragnheiður Þorsteinsdóttir
Sigurður S:t Eriksson
Emily McDonald-Smith
Jean-Michel d’Aubert
Björk
Sting
Cher
X Æ A-12
50 Cent
P!nk
Ke$ha
deadmau5
blink-182
will.i.am
k.d. lang
J. R. R. Tolkien
J R R Tolkien
Haruki MURAKAMI
Louis XVIII
Robert Downey Jr.
Dr. Ada Lovelace, PhD
“Weird Al” Yankovic
"Weird Al" Yankovic
Ant & Dec
Aaliyah
Lloyd Llewellyn-Jones
Boutros Boutros-Ghali
!Xóõ Nǃxau
Kʼiche Tecún Umán
Keala Kahinu O Hawaiʻi
Hawa'i'i Kealiʻi
Ana (Anita) Souza
""".strip().splitlines()

SLOGANS = [
    ("Stop stealing our work and pay the artists", "many_words"),
    ("Pay the artists!", "sentence"),
    ("Who pays?", "sentence"),
    ("Please note: robots", "sentence"),
    ("We do not agree.", "sentence"),
    ("Well...", "sentence"),
    ("Call 0151 234567", "number"),
    ("Ada 2026", "number"),
    ("رقم ٠١٢٣٤٥", "number"),
    ("Ada #NoAI", "signs"),
    ("ada_lovelace", "signs"),
    ("-N-", "signs"),
    ("+44 Ensemble", "signs"),
    ("=cmd()", "signs"),
    ("＠ada", "signs"),
    ("112", "no_letter"),
    ("booking.com", "domain"),
    ("Ada at Example.ORG today", "domain"),
    ("x.com", "domain"),
    ("acme.com.au", "domain"),
    ("acme.io", "domain"),
    ("casino.ru", "domain"),
    ("ｂｏｏｋｉｎｇ．ｃｏｍ", "domain"),
    ("*** Ada ***", "signs"),
    ("Aaaaaargh", "repetition"),
    ("bla bla bla", "repetition"),
]


@pytest.mark.table(("name", "reason"), SLOGANS)
def test_reasons_to_look_finds_what_names_seldom_are(name, reason):
    assert clean_name(name) == name
    assert reasons_to_look(name) == [reason]


@pytest.mark.table("name", HARD_NAMES)
def test_reasons_to_look_leaves_hard_names_alone(name):
    assert clean_name(name) == name
    assert reasons_to_look(name) == []


def test_of_two_thousand_ordinary_names_one_in_a_hundred_is_held_at_most():
    crowd = islice(people(Random(5), {}), 2000 - len(HARD_NAMES))
    names = [*HARD_NAMES, *(each.name for each in crowd)]

    held = [name for name in names if reasons_to_look(clean_name(name))]

    print(f"{len(held)} of {len(names)} ordinary names held: {held[:20]}")
    assert len(held) <= len(names) // 100
