"""Deliveries: the list is frozen as it was then, and no one who withdraws stays in it."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from signatures.actions.moderation import decisions
from signatures.actions.record_keeping import edits, frozen_lists
from signatures.actions.signing import own_signature
from signatures.actions.statements.launch import deliveries
from signatures.errors import StaleEditError
from signatures.models import Decision, DeliveredLine, Delivery, Signature, Update
from tests.factories import (
    make_delivery,
    make_link,
    make_organizer,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def text(time_machine):
    """A statement that has been public for a day, with two names; the clock stands still."""
    time_machine.move_to(timezone.now() - HOUR, tick=False)
    text = make_text(slug="ask", title="Ask first")
    make_signature(text, name="Ada Example", credit="Composer")
    make_signature(text, name="Bea Other", display="name")
    make_signature(text, name="Withheld", display="anonymous")
    make_signature(text, name="Was held", state="held")
    time_machine.shift(60)
    return text


def delivered(text, *, at=None, **fields):
    at = at or timezone.now()
    fields = {"recipient": "The Tin Minister", "delivered_at": at, "list_at": at, **fields}
    delivery = Delivery(statement=text.statement, **fields)
    deliveries.deliver(delivery, by=make_organizer("editor"))
    return delivery


def names(delivery):
    return sorted(each.row.name for each in deliveries.lines(delivery) if each.row)


def test_list_has_the_names_of_its_time_whatever_is_published_later(text, time_machine):
    at = timezone.now()
    time_machine.shift(60)
    held = Signature.objects.get(name="Was held")
    decisions.publish(held, by=make_organizer("moderator"), reason="")

    delivery = delivered(text, at=at)

    assert (delivery.names, names(delivery)) == (2, ["Ada Example", "Bea Other"])
    hashes = DeliveredLine.objects.values_list("sha256", flat=True)
    assert frozen_lists.list_hash(hashes) == delivery.sha256
    assert delivered(text).names == 3


def test_withdrawn_name_leaves_the_list_and_its_hash_still_fits(text):
    delivery = delivered(text)
    ada = Signature.objects.get(name="Ada Example")

    own_signature.withdraw(make_link(ada, "manage"))

    assert names(delivery) == ["Bea Other"]
    assert DeliveredLine.objects.get(signature=ada).salt == ""
    hashes = DeliveredLine.objects.values_list("sha256", flat=True)
    assert frozen_lists.list_hash(hashes) == delivery.sha256


@pytest.mark.parametrize(
    "decide", [decisions.hold, partial(decisions.reject, refusal="other")], ids=["held", "rejected"]
)
def test_name_that_is_not_public_any_more_is_not_shown(text, decide):
    delivery = delivered(text)

    decide(Signature.objects.get(name="Ada Example"), by=make_organizer("moderator"), reason="")

    assert names(delivery) == ["Bea Other"]


def test_statement_that_was_not_public_then_cannot_be_delivered(text):
    with pytest.raises(StaleEditError):
        delivered(text, at=text.statement.public_since - HOUR)

    assert not Delivery.objects.exists()


def test_delivery_is_in_the_log_without_the_name_of_the_recipient(text):
    delivery = delivered(text)

    line = Decision.objects.get(subject=f"delivery {delivery.pk}")

    assert line.to_state == f"delivered on {timezone.now():%Y-%m-%d}"
    assert "Minister" not in str(vars(line))


def test_new_file_replaces_the_old_one_and_deleting_removes_it(
    text, django_capture_on_commit_callbacks
):
    editor = make_organizer("editor")
    with django_capture_on_commit_callbacks(execute=True):
        delivery = delivered(text, file=ContentFile(b"%PDF-1", "a" * 32 + ".pdf"))
    first = delivery.file.name
    delivery = Delivery.objects.get()
    seen = edits.revision(delivery)
    delivery.file = ContentFile(b"%PDF-2", "b" * 32 + ".pdf")

    with django_capture_on_commit_callbacks(execute=True):
        deliveries.change(delivery, by=editor, seen=seen)

    second = Delivery.objects.get().file.name
    assert (default_storage.exists(first), default_storage.exists(second)) == (False, True)
    with django_capture_on_commit_callbacks(execute=True):
        assert deliveries.remove(delivery, by=editor)
        assert not deliveries.remove(delivery, by=editor)
    assert not default_storage.exists(second)


def test_update_says_what_was_delivered_and_answered_and_is_a_draft(text):
    delivery = delivered(text)
    editor = make_organizer("editor")

    first = deliveries.draft_update(delivery, by=editor)
    answered = make_delivery(text, answers=[("Ask first", "partly"), ("Pay us", "refused")])
    second = deliveries.draft_update(answered, by=editor)

    assert first.title == "Delivered to The Tin Minister"
    assert "we delivered “Ask first” with 2 names to The Tin Minister, in person." in first.text
    assert second.title == "Answer from The Tin Minister"
    assert "- **Ask first**: partly agreed\n- **Pay us**: refused" in second.text
    assert f"/ask/delivery/#{answered.anchor}" in second.text
    assert all(each.is_draft for each in Update.objects.all())
