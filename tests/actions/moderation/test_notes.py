import pytest

from signatures.actions.moderation import notes
from signatures.actions.signing import own_signature
from signatures.models import Decision, SignatureNote
from tests.factories import make_link, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


def test_note_is_kept_for_organizers_and_its_words_are_not_in_the_log():
    signature, mo = make_signature(make_text()), make_organizer("moderator")

    note = notes.add(signature, text="Wrote to the agent", by=mo)
    deleted = [notes.delete(signature, note.pk, by=mo) for _ in range(2)]

    assert deleted == [True, False]
    name = f"signature {signature.pk}, note {note.pk}"
    lines = Decision.objects.order_by("pk").values_list("subject", "from_state", "to_state", "by")
    assert list(lines) == [(name, "", "written", mo.pk), (name, "written", "deleted", mo.pk)]


def test_note_is_erased_with_the_signature():
    signature, mo = make_signature(make_text()), make_organizer("moderator")
    notes.add(signature, text="Wrote to the agent", by=mo)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert not SignatureNote.objects.exists()
