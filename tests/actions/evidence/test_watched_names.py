"""A watched name needs two organizers, the author of the campaign's own letter only one."""

import pytest

from signatures.actions.evidence import screening
from signatures.actions.moderation import decisions, text_names, watch_list
from signatures.models import WatchedName
from signatures.text.watched_names.keys import watched_keys
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db

LETTER = {"addressee": "President Cy Template", "byline": "Ada Example, Bo Sample"}


def letter(**words):
    text = make_text(**{**LETTER, **words})
    text_names.watch(text.statement, by=None)
    return text


def reasons(text, name):
    signature = make_signature(text, state="pending", name=name)
    [verdict] = screening.screen_all([signature])
    assert screening.screen(signature).reasons == verdict.reasons
    return verdict.reasons


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Ada Example", "author_name"),
        ("Ada Exampel", "author_name"),
        ("Bo Sample", "author_name"),
        ("Cy Template", "watched_name"),
        ("President Cy Template", "watched_name"),
    ],
)
def test_author_and_addressee_are_held_for_different_reasons(name, reason):
    assert reasons(letter(), name) == [reason]


def test_addressee_of_an_earlier_version_is_no_author():
    text = letter(addressee="Ada Example", byline="Ada Example")

    assert reasons(text, "Ada Example") == ["watched_name"]


@pytest.mark.parametrize("everywhere", [True, False])
def test_name_that_organizers_watch_too_needs_two(everywhere):
    text = letter()
    here = None if everywhere else text.statement
    keys = sorted(watched_keys("Ada Example"))
    by_hand = WatchedName(name="Ada Example", statement=here, keys=keys)
    watch_list.watch([by_hand], by=make_organizer())

    assert reasons(text, "Ada Example") == ["watched_name"]


def test_author_of_another_letter_is_not_held():
    letter()

    assert reasons(make_text(), "Ada Example") == []


def test_one_organizer_publishes_the_author_and_not_the_addressee():
    text, alone = letter(), make_organizer()
    author = make_signature(text, state="held", reasons=reasons(text, "Ada Example"))
    addressee = make_signature(text, state="held", reasons=reasons(text, "Cy Template"))

    assert decisions.publish(author, by=alone, reason="")
    assert not decisions.publish(addressee, by=alone, reason="")
