"""The addressee and the byline are watched by themselves, as long as a version names them."""

import pytest

from signatures.actions.evidence import screening
from signatures.actions.moderation import text_names
from signatures.actions.statements import corrections, texts
from signatures.actions.statements.texts import TextInput
from signatures.models import Decision, WatchedName
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


def write(text, edith, **words):
    typed = TextInput(title="Ask", text="We ask again.", **words)
    seen = texts.revision(texts.newest_for_update(text.statement, "en"))
    return texts.write_text(text.statement, "en", typed, seen=seen, by=edith)


def names():
    return set(WatchedName.objects.filter(from_text=True).values_list("name", flat=True))


def test_writing_a_text_watches_its_addressee_and_byline_for_its_statement(edith):
    text = make_text(slug="ask")

    write(text, edith, addressee="President Ada Example", byline="Bea Other, Tin Guild")

    assert names() == {"President Ada Example", "Ada Example", "Bea Other", "Tin Guild"}
    assert set(WatchedName.objects.values_list("statement__slug", flat=True)) == {"ask"}
    lines = Decision.objects.filter(about="watched_name", by=edith)
    assert lines.count() == 4
    assert "Example" not in str(list(lines.values()))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Ada Example", "watched_name"),
        ("Ada Exampel", "watched_name"),
        ("Bea Other", "author_name"),
        ("Аda Example", "watched_name"),
    ],
)
def test_signature_in_the_name_of_the_addressee_or_the_author_is_held(edith, name, reason):
    text = make_text()
    write(text, edith, addressee="President Ada Example", byline="Bea Other")

    held = screening.screen(make_signature(text, state="pending", name=name))
    elsewhere = screening.screen(make_signature(make_text(), state="pending", name=name))

    assert reason in held.reasons
    assert reason not in elsewhere.reasons


def test_name_is_watched_until_no_version_names_it(edith):
    text = make_text(publishes_at=None)
    write(text, edith, addressee="Ada Example")
    assert names() == {"Ada Example"}

    write(text, edith, addressee="Bea Other")  # replaces the draft

    assert names() == {"Bea Other"}
    make_signature(texts.newest_for_update(text.statement, "en"))  # which freezes it
    write(text, edith, addressee="Cleo Third")
    assert names() == {"Bea Other", "Cleo Third"}


def test_agreed_correction_is_watched_too(edith):
    text = make_text(addressee="Ada Example")
    words = TextInput(title=text.title, text=text.text, addressee="Bea Other")
    proposed = corrections.propose(
        text.statement, "en", words, seen=texts.revision(text), reason="Wrong name", by=edith
    )

    corrections.agree(proposed.pk, statement=text.statement, by=make_organizer("editor"))

    assert names() == {"Ada Example", "Bea Other"}


def test_texts_written_before_are_watched_by_the_next_migration_once():
    make_text(addressee="Ada Example")
    assert names() == set()

    assert text_names.watch_all() == 1
    assert text_names.watch_all() == 0

    assert names() == {"Ada Example"}


def test_names_that_organizers_added_stay(edith):
    text = make_text()
    keys = ["ada"]
    WatchedName.objects.create(name="Ada Example", keys=keys, statement=text.statement, by=edith)

    write(text, edith, addressee="Ada Example")
    write(text, edith, addressee="Bea Other")

    assert WatchedName.objects.filter(from_text=False).count() == 1
