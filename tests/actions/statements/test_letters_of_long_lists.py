"""The letter of a list that is too long for it: who is in it, and whose departure it notices."""

from datetime import timedelta

import pytest

from signatures.actions.moderation import decisions as moderation
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.actions.statements import letters as renditions
from tests.actions.statements.test_letters import (
    SECOND,
    _letters_are_legible,  # noqa: F401 - a fixture for here too
    content,
    later,
)
from tests.factories import make_link, make_signature, make_text

pytestmark = pytest.mark.django_db


def test_of_a_list_too_long_the_first_who_signed_are_printed(monkeypatch):
    monkeypatch.setattr(renditions, "MOST_NAMES", 2)
    text = make_text()
    for ago, name in enumerate(["Zoe", "Cleo", "Bela"]):
        with later(timedelta(hours=ago - 5)):
            make_signature(text, name=f"{name} Example")

    words = content(renditions.make_letter(text))

    assert [name for name, *_ in words["names"]] == ["Cleo Example", "Zoe Example"]
    assert words["note"].startswith("The first 2 on the list")
    assert words["heading"] == "3 signatories on the list"


@pytest.fixture
def signed(monkeypatch):
    """A text that Zoe, Cleo and Bela signed, two days apart; the letter has room for two.

    When Zoe joined the list is not in the record, as of signatures that were loaded.
    """
    monkeypatch.setattr(renditions, "MOST_NAMES", 2)
    text = make_text()
    with later(timedelta(days=-10)):
        signed = {"Zoe": make_signature(text, name="Zoe Example")}
    for days, name in [(-8, "Cleo"), (-6, "Bela")]:
        with later(timedelta(days=days)):
            pending = make_signature(text, name=f"{name} Example", state="pending")
            signed[name] = signing.confirm(make_link(pending))
    renditions.make_letter(text)
    return text, signed


def withdraw(signature):
    own_signature.withdraw(make_link(signature, "manage", expires_in=None))


def test_departure_of_one_who_is_not_in_the_letter_makes_no_other(signed):
    text, signatures = signed
    withdraw(signatures["Bela"])

    with later(41 * SECOND):
        assert renditions.current(text) is not None
        assert renditions.make_due_letters() == 0


@pytest.mark.parametrize("name", ["Zoe", "Cleo"])
def test_departure_of_one_who_is_in_the_letter_makes_another(signed, name):
    text, signatures = signed
    withdraw(signatures[name])

    with later(41 * SECOND):
        assert renditions.current(text) is None
        assert renditions.make_due_letters() == 1
        assert f"{name} Example" not in [
            each for each, *_ in content(renditions.current(text))["names"]
        ]


def test_departure_of_one_in_the_letter_who_was_held_meanwhile_makes_another(
    signed, django_user_model
):
    text, signatures = signed
    organizer = django_user_model.objects.create_user("organizer@example.org")
    moderation.hold(signatures["Zoe"], by=organizer, reason="test")
    moderation.publish(signatures["Zoe"], by=organizer, reason="test")
    with later(SECOND):
        renditions.make_letter(text)
        withdraw(signatures["Zoe"])

    with later(42 * SECOND):
        assert renditions.current(text) is None
