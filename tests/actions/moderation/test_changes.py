import pytest

from signatures.actions.moderation import changes
from signatures.actions.moderation.changes import Result
from signatures.actions.privacy import erase
from signatures.actions.signing import changing
from signatures.models import Decision, EntryChange, OutgoingMail, Signature, WatchedName
from signatures.text.watched_names.keys import watched_keys
from tests.factories import make_link, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature():
    made = make_signature(make_text(slug="ask"), name="Ada Example", email="ada@one.example")
    Signature.objects.filter(pk=made.pk).update(attested_at=made.signed_at)
    return made


@pytest.fixture
def mo():
    return make_organizer("moderator", email="mo@example.org")


def ask(signature, name):
    """Ask for another name as the signatory would; return the revision of that change."""
    signature.refresh_from_db()
    entry = changing.entry_of(signature)._replace(name=name)
    changing.change(make_link(signature, "manage", expires_in=None), entry)
    return changes.revision(EntryChange.objects.get())


def told():
    kinds = [OutgoingMail.Kind.CHANGED, OutgoingMail.Kind.NOT_CHANGED]
    return list(OutgoingMail.objects.filter(kind__in=kinds).values_list("kind", flat=True))


def test_accepted_change_replaces_the_entry_and_tells_the_signatory(signature, mo):
    seen = ask(signature, "Bo Sample")

    assert changes.accept(signature, seen=seen, by=mo) is Result.DONE

    signature.refresh_from_db()
    assert (signature.name, signature.state) == ("Bo Sample", "published")
    assert told() == ["changed"]
    assert not EntryChange.objects.exists()
    assert Decision.objects.filter(by=mo, to_state="changed").exists()
    assert changes.accept(signature, seen=seen, by=mo) is Result.GONE


def test_refused_change_leaves_the_entry_and_tells_the_signatory(signature, mo):
    seen = ask(signature, "Bo Sample")

    assert changes.refuse(signature, seen=seen, by=mo) is Result.DONE

    signature.refresh_from_db()
    assert signature.name == "Ada Example"
    assert told() == ["not_changed"]
    assert not EntryChange.objects.exists()


def test_change_replaced_after_it_was_seen_is_not_accepted_unseen(signature, mo):
    seen = ask(signature, "Bo Sample")
    ask(signature, "Cy Trial")

    assert changes.accept(signature, seen=seen, by=mo) is Result.GONE

    signature.refresh_from_db()
    assert signature.name == "Ada Example"
    assert EntryChange.objects.get().name == "Cy Trial"


def test_watched_name_takes_two_organizers(signature, mo):
    name = "Adam Famous"
    WatchedName.objects.create(name=name, keys=sorted(watched_keys(name)))
    seen = ask(signature, name)

    assert changes.accept(signature, seen=seen, by=mo) is Result.NEEDS_ANOTHER
    assert changes.accept(signature, seen=seen, by=mo) is Result.NEEDS_ANOTHER
    signature.refresh_from_db()
    assert signature.name == "Ada Example"

    other = make_organizer("moderator", email="other@example.org")
    assert changes.accept(signature, seen=seen, by=other) is Result.DONE
    signature.refresh_from_db()
    assert signature.name == name


def test_change_is_erased_with_the_signature(signature):
    ask(signature, "Bo Sample")

    erase.withdraw(signature, reason="withdrawn by the signatory")

    assert not EntryChange.objects.exists()


def test_log_of_a_change_names_no_one(signature, mo):
    changes.accept(signature, seen=ask(signature, "Bo Sample"), by=mo)

    for each in Decision.objects.all():
        assert "Sample" not in f"{each.subject}{each.from_state}{each.to_state}{each.reason}"
