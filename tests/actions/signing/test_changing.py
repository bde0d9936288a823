import pytest

from signatures.actions.counts import check, tallies
from signatures.actions.signing import changing
from signatures.actions.signing.changing import Entry, Outcome
from signatures.errors import UsedLinkError
from signatures.models import (
    Decision,
    EntryChange,
    Occupation,
    OutgoingMail,
    Signature,
    Statement,
    WatchedName,
)
from signatures.text.watched_names.keys import watched_keys
from tests.factories import make_link, make_signature

pytestmark = pytest.mark.django_db


def link_of(signature):
    return make_link(signature, "manage", expires_in=None)


def changed(signature, **values):
    """Change the entry as the form would, and return the outcome."""
    signature.refresh_from_db()
    return changing.change(link_of(signature), changing.entry_of(signature)._replace(**values))


def entry(signature):
    signature.refresh_from_db()
    return changing.entry_of(signature)


def test_correction_is_made_at_once_and_found_by_search(text):
    signature = make_signature(text, name="Ada Exampel", credit="Writer")
    Signature.objects.filter(pk=signature.pk).update(attested_at=signature.signed_at)

    assert changed(signature, name="Ada Example", credit="Writer and director") is Outcome.CHANGED

    assert entry(signature)[:2] == ("Ada Example", "Writer and director")
    assert "ada example" in signature.search_text
    assert "director" in signature.search_text
    told = OutgoingMail.objects.get(kind=OutgoingMail.Kind.CHANGED)
    assert told.signature == signature


def test_hidden_name_leaves_search_and_letter_at_once(text):
    signature = make_signature(text, name="Ada Example", credit="Writer")

    assert changed(signature, display="anonymous") is Outcome.CHANGED

    signature.refresh_from_db()
    assert "ada" not in signature.search_text
    # The letter to print is made again when a decision moves a signature out of "published".
    said = Decision.objects.get(signature=signature, from_state="published")
    assert said.to_state == "changed"
    assert "Ada" not in f"{said.reason}{said.subject}"


def test_counts_follow_what_is_shown(text):
    occupation = Occupation.objects.create(slug="gaffer", name="Gaffer")
    signature = make_signature(text, name="Ada Example", country="IT")

    changed(signature, country="FR", occupation=occupation)

    found = tallies.totals(text.statement, "country", "occupation", "display")
    assert found["country"] == {"FR": 1}
    assert found["occupation"] == {str(occupation.pk): 1}
    changed(signature, display="counted")
    assert tallies.totals(text.statement, "country").get("country", {}) == {}
    tallies.fold()
    assert not check.differences()


def test_another_persons_name_waits_while_the_old_entry_stays(text):
    signature = make_signature(text, name="Ada Example")

    assert changed(signature, name="Bo Sample") is Outcome.WAITS

    assert entry(signature).name == "Ada Example"
    waiting = EntryChange.objects.get()
    assert (waiting.name, waiting.reasons) == ("Bo Sample", ["other_name"])
    assert not OutgoingMail.objects.filter(kind=OutgoingMail.Kind.CHANGED).exists()


def test_watched_name_waits_even_if_it_is_similar(text):
    name = "Adam Example"
    WatchedName.objects.create(name=name, keys=sorted(watched_keys(name)))
    signature = make_signature(text, name="Adan Example")
    Signature.objects.filter(pk=signature.pk).update(name="Adami Example")

    assert changed(signature, name=name) is Outcome.WAITS

    assert "watched_name" in EntryChange.objects.get().reasons


def test_watched_person_who_was_published_can_still_correct_the_credit(text):
    name = "Adam Example"
    WatchedName.objects.create(name=name, keys=sorted(watched_keys(name)))
    signature = make_signature(text, name=name, credit="Writter")

    assert changed(signature, credit="Writer") is Outcome.CHANGED


def test_name_that_was_hidden_is_screened_when_it_is_shown(text):
    name = "Adam Example"
    WatchedName.objects.create(name=name, keys=sorted(watched_keys(name)))
    signature = make_signature(text, name=name, display="anonymous")

    assert changed(signature, display="full") is Outcome.WAITS


def test_every_change_of_what_is_shown_waits_where_all_names_are_reviewed(text):
    text.statement.moderation = Statement.Moderation.BEFORE
    text.statement.save()
    signature = make_signature(text, name="Ada Example", credit="Writter")

    assert changed(signature, credit="Writer") is Outcome.WAITS
    assert changed(signature, country="IT") is Outcome.CHANGED


def test_what_no_one_sees_needs_no_review(text):
    signature = make_signature(text, name="Ada Example", display="counted")

    assert changed(signature, name="Bo Sample") is Outcome.CHANGED


def test_newer_change_replaces_the_one_that_waits_and_the_old_entry_ends_it(text):
    signature = make_signature(text, name="Ada Example")
    changed(signature, name="Bo Sample")
    changed(signature, name="Cy Trial")
    assert EntryChange.objects.get().name == "Cy Trial"

    assert changed(signature) is Outcome.SAME
    assert not EntryChange.objects.exists()


def test_change_can_be_taken_back(text):
    signature = make_signature(text, name="Ada Example")
    changed(signature, name="Bo Sample")

    changing.discard_change(link_of(signature))

    assert not EntryChange.objects.exists()


def test_signature_that_was_not_accepted_cannot_be_changed(text):
    signature = make_signature(text, state="rejected")

    with pytest.raises(UsedLinkError):
        changing.change(link_of(signature), Entry("Bo Sample", "", None, "", "full"))


def test_updates_are_turned_on_and_off_alone(text):
    signature = make_signature(text, name="Ada Example", updates=True)

    changing.set_updates(link_of(signature), wanted=False)

    signature.refresh_from_db()
    assert (signature.updates, signature.state) == (False, "published")
    changing.set_updates(link_of(signature), wanted=True)
    signature.refresh_from_db()
    assert signature.updates
