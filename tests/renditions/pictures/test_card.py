import io

import pytest
from PIL import Image

from signatures.models import Signature
from signatures.renditions import signatories
from signatures.renditions.pictures import card
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

HOSTILE = [
    '#let x = 1 *bold* _em_ $x$ @ref <label> \\ ` " // /*',
    "</script><script>alert(1)</script>",
    "W" * 100,
    "أحمد عبد الله",
    "王小明",
    "Z̈̃oe\u0301 🎸",
]


def picture(png):
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGB")


def row_of(signature):
    return signatories.row(signature)


def test_card_of_a_sentence_shows_it_whole():
    made = card.card(make_text(text="Ask *us* first.", title="Ask first"), 12)

    assert (made.words, made.kicker, made.sentence) == ("Ask us first.", "Ask first", True)
    assert (made.count, made.label) == ("12", "verified signatories")


def test_card_of_a_letter_shows_title_and_addressee():
    text = make_text(text="Dear Ada,\n\nplease.", title="Our voices")
    text.addressee = "Ada Example\nDear Ada"

    made = card.card(text, 1)

    assert (made.words, made.kicker) == ("Our voices", "An open letter to Ada Example")
    assert (made.count, made.label) == ("1", "verified signatory")


@pytest.mark.table(
    ("signatories", "count"),
    [(0, ""), (999, "999"), (1000, "1,000+"), (12_345, "12,300+"), (1_234_567, "1,230,000+")],
)
def test_card_rounds_a_large_count_down(signatories, count):
    assert card.card(make_text(), signatories).count == count


def test_card_that_shows_the_same_has_the_same_key():
    text = make_text()

    assert card.card(text, 12_345).key == card.card(text, 12_399).key
    assert card.card(text, 12_345).key != card.card(text, 12_400).key


@pytest.mark.table(
    ("display", "person", "credit"),
    [
        ("full", "Ada Example", "Engines"),
        ("name", "Ada Example", ""),
        ("anonymous", "", ""),
        ("counted", "", ""),
    ],
)
def test_own_card_shows_what_the_signatory_chose(display, person, credit):
    text = make_text()
    signature = make_signature(text, display=display, credit="Engines")

    made = card.card(text, 12, row_of(signature))

    assert (made.person, made.credit) == (person, credit)
    assert made.count == ("" if person else "12")


def test_png_has_the_size_that_others_expect():
    assert picture(card.png(card.card(make_text(), 12))).size == (1200, 630)


@pytest.mark.table("words", HOSTILE)
def test_png_is_made_of_any_words(words):
    text = make_text(text=f"# x\n\n{words}", title=words)
    row = row_of(make_signature(text, name=words, credit=words * 2))

    image = picture(card.png(card.card(text, 12, row)))

    edge = {image.getpixel((x, y)) for x in range(1200) for y in (0, 20, 610, 629)}
    edge |= {image.getpixel((x, y)) for y in range(630) for x in (0, 40, 1160, 1199)}
    assert edge == {(0xFB, 0xF9, 0xF4)}  # nothing runs over the margin


def test_png_of_the_longest_title_stays_inside():
    text = make_text(text="# x\n\ny", title="Mother tongue " * 14)
    assert len(text.title) <= 200

    image = picture(card.png(card.card(text, 12)))

    assert {image.getpixel((x, 515)) for x in range(72, 1128)} == {(0xFB, 0xF9, 0xF4)}


def test_listed_signatures_make_cards_from_their_rows():
    text = make_text()
    make_signature(text, email="hidden@example.org", credit="Engines")

    [row] = signatories.rows(Signature.objects.listed())

    assert "hidden@example.org" not in str(card.card(text, 1, row))
