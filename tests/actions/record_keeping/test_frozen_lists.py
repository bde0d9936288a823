"""Frozen lists: the hash of a line says nothing about a name that is gone."""

import pytest
from django.utils import timezone

from signatures.actions.record_keeping import frozen_lists
from signatures.models import DeliveredLine
from tests.factories import make_delivery, make_signature, make_text

pytestmark = pytest.mark.django_db


def test_lines_are_written_for_names_that_are_shown_and_say_when_an_entry_changed():
    text = make_text()
    ada = make_signature(text, name="Ada Example", credit="Composer")
    make_signature(text, name="Bea Other", display="name", credit="Hidden")
    make_signature(text, name="Withheld", display="anonymous")
    make_signature(text, name="Was held", state="held")
    delivery = make_delivery(text)

    hashes = frozen_lists.write(
        DeliveredLine, delivery, statement=text.statement, at=timezone.now()
    )
    ada.name = "Ada Changed"
    ada.save(update_fields=["name"])

    lines = frozen_lists.lines(DeliveredLine.objects.filter(delivery=delivery), text.statement)
    shown = {each.row.name: (each.is_changed, bool(each.salt)) for each in lines}
    assert shown == {"Ada Changed": (True, False), "Bea Other": (False, True)}
    assert sorted(hashes) == [each.sha256 for each in lines]


def test_list_hash_is_the_hash_of_all_lines_in_order():
    one, other = "a" * 64, "b" * 64

    assert frozen_lists.list_hash([other, one]) == frozen_lists.list_hash([one, other])
    assert frozen_lists.list_hash([one]) != frozen_lists.list_hash([one, other])
