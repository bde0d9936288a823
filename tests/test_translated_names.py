"""Names and credits are not for the translator of a browser."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent / "templates"
# A value set apart from the text around it: its attributes, and what it is.
SET_APART = re.compile(r'<bdi((?: [a-z]+="[^"]*")*)>\{\{ ?([^}|]*?)(?:\|[^}]*)? ?\}\}')
NAMES = {"name", "credit", "beneath", "represents", "contact_name", "stage_name", "legal_name"}
# These are words of a language: headings above names, and occupations.
WORDS = {"heading.name", "occupation.name"}


def named(source):
    for attributes, value in SET_APART.findall(source):
        if value.split(".")[-1] in NAMES and value not in WORDS:
            yield attributes, value


def test_most_names_are_set_apart():
    found = [each for path in TEMPLATES.rglob("*.html") for each in named(path.read_text())]

    assert len(found) > 30


@pytest.mark.table("path", sorted(TEMPLATES.rglob("*.html")))
def test_names_and_credits_are_not_translated(path):
    translated = [
        value for attributes, value in named(path.read_text()) if 'translate="no"' not in attributes
    ]

    assert not translated, translated
