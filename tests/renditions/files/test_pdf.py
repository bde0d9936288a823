from datetime import UTC, datetime

import pytest

from signatures.renditions import signatories
from signatures.renditions.figures import Figures
from signatures.renditions.files import pdf
from tests.factories import make_signature, make_text
from tests.renditions.pictures.test_card import HOSTILE

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LETTER = "Dear *Ada*,\n\n## First\n\n1. a\n2. b\n\n> c\n\n---\n\n    d\n"


def rows_of(*made):
    return signatories.rows(made)


def test_words_hold_names_and_how_many_are_withheld():
    text = make_text(text=LETTER, title="Our voices")
    rows = rows_of(
        make_signature(text, name="Ada Example", credit="Engines"),
        make_signature(text, name="يعقوب", credit="Oud", display="name"),
        make_signature(text, name="Secret", credit="Hidden", display="anonymous"),
    )

    words = pdf.words(text, rows, figures=Figures(email=3), listed=3, made_at=NOON)

    assert words["names"] == [["Ada Example", "ltr", "Engines", "ltr"], ["يعقوب", "rtl", "", "ltr"]]
    assert words["withheld"] == "and 1 signatory whose name is withheld"
    assert words["heading"] == "3 signatories on the list"
    assert words["figures"] == "3 verified signatories"
    assert words["note"].startswith("As of 1 March 2026, 12:00 UTC.")
    assert "Secret" not in str(words)
    assert "Hidden" not in str(words)


def test_words_say_when_not_all_names_are_there():
    text = make_text()

    words = pdf.words(
        text,
        rows_of(make_signature(text)),
        figures=Figures(email=69_990, added=30, counted_only=20),
        listed=70_000,
        made_at=NOON,
    )

    assert words["heading"] == "70,000 signatories on the list"
    assert words["note"] == (
        "The first 1 on the list, as of 1 March 2026, 12:00 UTC. "
        f"All are at http://testserver/{text.statement.slug}/signatories/"
    )


def test_pdf_is_made_of_any_names():
    text = make_text(text=LETTER)
    rows = rows_of(*(make_signature(text, name=each, credit=each * 2) for each in HOSTILE))

    made = pdf.pdf(text, rows, figures=Figures(email=len(rows)), listed=len(rows), made_at=NOON)

    assert made.startswith(b"%PDF-")


def test_words_hold_the_salutation():
    text = make_text(text=LETTER, salutation="Dear President,")

    assert (
        pdf.words(text, [], figures=Figures(), listed=0, made_at=NOON)["salutation"]
        == "Dear President,"
    )


@pytest.mark.parametrize("text", ["One sentence.", LETTER])
def test_pdf_without_a_name_is_the_letter_alone(text):
    made = pdf.pdf(make_text(text=text), [], figures=Figures(), listed=0, made_at=NOON)

    assert made.startswith(b"%PDF-")
