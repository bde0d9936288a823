"""Texts for searches of organizers, where the public search text has others."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from signatures.actions.privacy import erase
from signatures.models import Signature
from signatures.text import finding
from signatures.text.searching import NOT_PLAIN, PLAIN
from tests.factories import make_signature

pytestmark = pytest.mark.django_db


def test_plain_names_stand_where_their_length_says():
    """Searches of organizers read a name of these letters from the search text."""
    classes = re.findall(r"(.)-(.)|(.)", PLAIN)
    letters = [
        chr(code)
        for first, last, alone in classes
        for code in range(ord(first or alone), ord(last or alone) + 1)
    ]
    words = ["".join(letters[at : at + 25]) for at in range(0, len(letters), 25)]

    for name, credit in zip(words, words[::-1], strict=True):
        text = finding.search_text(name, credit)
        assert not re.search(NOT_PLAIN, f"{name} {credit}")
        assert text[: len(name) + 1] == finding.folded_text(name, "")
        assert text[len(name) + 1 :][: len(credit) + 1] == finding.folded_text(credit, "")


def test_names_that_are_not_plain_are_told_apart():
    """Their place in the search text is not known from their length."""
    for name in ("Æsir Œuvre", "O’Dair", "Straße", "Ada  Space", "e\u0301 Ada"):
        assert re.search(NOT_PLAIN, name)


@pytest.mark.table(
    ("name", "credit", "display", "stored"),
    [
        ("Björn Quist", "Poet, “Ink”", "full", None),
        ("Björn Quist", "Poet", "name", " bjorn quist\n poet"),
        ("Björn Quist", "Poet", "anonymous", " bjorn quist\n poet"),
        ("Björn Quist", "Straße", "full", " bjorn quist\n strasse"),
        ("O’Dair", "Poet", "full", " odair\n poet"),
    ],
)
def test_desk_text_has_what_the_search_text_does_not_begin_with(
    text, name, credit, display, stored
):
    signature = make_signature(text, name=name, credit=credit, display=display)

    signature.refresh_from_db()

    assert signature.desk_text == stored


def test_desk_text_follows_the_name_and_goes_with_it(text):
    signature = make_signature(text, name="Ada Quist", credit="Poet", display="name")
    itself = Signature.objects.filter(pk=signature.pk)

    itself.update(name="Bo Quist")
    assert itself.get().desk_text == " bo quist\n poet"

    itself.update(display="full", search_text=" bo quist poet")
    assert itself.get().desk_text is None

    itself.update(credit="Straße")
    erase.erase(itself.get(), reason="left")
    assert itself.get().desk_text is None


def test_migration_fills_desk_texts_as_the_trigger_does(text):
    migration = import_module("signatures.migrations.0094_backfill_desk_text")
    for name, display in [("Ada Quist", "full"), ("O’Dair", "full"), ("Bo Quist", "name")]:
        make_signature(text, name=name, display=display)
    stored = list(Signature.objects.order_by("pk").values_list("desk_text", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # without the trigger
        Signature.objects.update(desk_text=None)
        cursor.execute("SET LOCAL session_replication_role = origin")

    migration.fill(None, SimpleNamespace(connection=connection))

    assert list(Signature.objects.order_by("pk").values_list("desk_text", flat=True)) == stored
    assert stored[0] is None
    assert stored[1]
