import pytest

from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.models import (
    SavedSearch,
)
from tests.actions.privacy.known import NAME, make_known, save_search
from tests.factories import (
    make_link,
    make_organizer,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db


def test_erase_keeps_searches_that_name_no_one():
    text, by = make_text(), make_organizer()
    signature = make_known(text)
    kept = [
        {"email": "*@example.org"},
        {"domain": "example.org"},
        {"email": "other@example.org"},
        {"name": "ada"},
    ]
    for number, query in enumerate(kept):
        save_search(text, by, f"kept {number}", **query)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert [each.name for each in SavedSearch.objects.all()] == [f"kept {n}" for n in range(4)]


def test_a_name_that_nobody_proved_deletes_no_search():
    text = make_text()
    save_search(text, make_organizer(), "by name", name=NAME)
    signature = make_signature(text, state="pending", name=NAME)

    signing.disown(make_link(signature))

    assert SavedSearch.objects.exists()
