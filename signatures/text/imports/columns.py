"""Columns of an imported file: what each is for, by the usual headings."""

import re

FIELDS = ["name", "first_name", "last_name", "credit", "occupation", "country", "email"]
FIELDS += ["signed_at", "family_name"]
# Usual headings, without case, accents of punctuation and what stands in brackets.
HEADINGS = {
    "name": "name|full name|your name|signatory|signed by|display name|nom complet|nombre completo",
    "first_name": "first name|firstname|given name|forename|vorname|prénom|nombre|fornavn|etunimi",
    "last_name": "last name|lastname|surname|family name|nachname|nom|apellidos|efternamn|sukunimi",
    "family_name": "sort name|sort key|sort as|sort by|family name for sorting",
    "credit": "credit|credits|title|job title|role|description|affiliation|known for",
    "occupation": "occupation|profession|job|beruf|ammatti",
    "country": "country|country code|nation|land|pays|país|maa",
    "email": "email|e-mail|mail|email address|e-mail address|your email",
    "signed_at": "signed at|signed on|date|date signed|timestamp|signature date|datum|fecha",
}
PARTS = ("first_name", "last_name")
KNOWN = {heading: field for field, all in HEADINGS.items() for heading in all.split("|")}
IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
APART = re.compile(r"[\s_*:]+")
# The site's exports put an apostrophe before a cell that a spreadsheet would calculate.
GUARDED = re.compile(r"'(?=[-=+@＝＋－＠])")


def guessed(headings: list[str]) -> dict[str, int]:
    """Return the position of the column for each field, as far as the headings tell."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = KNOWN.get(plain(heading))
        if field and field not in found:
            found[field] = place
    if "name" in found:  # a first name beside it is only a part of it
        found = {field: at for field, at in found.items() if field not in PARTS}
    return found


def plain(heading: str) -> str:
    """Return a heading in lower case, without brackets: "Name\\n(as shown)" becomes "name"."""
    return APART.sub(" ", IN_BRACKETS.sub(" ", heading)).strip().lower()


def picked(cells: list[str], columns: dict[str, int]) -> dict[str, str]:
    """Return the cell for each field, with first and last name joined to a name.

    Without a column to sort by, that is the last name.
    """
    found = {
        field: GUARDED.sub("", cells[at], count=1) if cells[at].startswith("'") else cells[at]
        for field, at in columns.items()
        if at < len(cells)
    }
    parts = [found.pop(each, "") for each in PARTS]
    found.setdefault("family_name", parts[-1])
    if "name" not in columns:
        found["name"] = " ".join(filter(str.strip, parts))
    return found
