from datetime import date

import pytest

from signatures.actions.notables import notables
from signatures.actions.notables.notables import Check
from signatures.actions.signing import own_signature
from signatures.errors import StaleEditError
from signatures.models import Decision, IdentityCheck, Notable
from tests.actions.notables.lines import lined_up, logged, order
from tests.factories import (
    make_heading,
    make_link,
    make_organizer,
    make_signature,
)

pytestmark = pytest.mark.django_db
DAY = date(2027, 5, 3)
CHECK = Check(how="video_call", checked_on=DAY, note="Zora called from the office")


@pytest.fixture
def by():
    return make_organizer("moderator")


def add(signature, heading, by, credit="Singer"):
    return notables.add(signature, heading=heading, credit=credit, check=CHECK, by=by)


@pytest.mark.parametrize("state", ["held", "published"])
def test_add_places_at_the_end_and_notes_the_check(text, by, state):
    heading = make_heading(text)
    lined_up(text, "AB", heading)
    signature = make_signature(text, name="Cleo", state=state)

    notable = add(signature, heading, by)

    assert order(text) == ["ABC"]
    assert notable.credit == "Singer"
    check = IdentityCheck.objects.get(signature=signature)
    assert (check.how, check.checked_on, check.by) == ("video_call", DAY, by)


def test_log_says_who_by_number_only(text, by):
    signature = make_signature(text, name="Ada Example", credit="Composer")

    notable = add(signature, make_heading(text), by)
    notables.change(notable, heading=make_heading(text, "Friends"), credit="Conductor", by=by)
    notable.refresh_from_db()
    notables.remove(notable, by=by)

    who = str(signature.public_id)
    assert logged() == [
        (who, "", "identity checked, video_call, 2027-05-03"),
        (who, "", "notable, Founders"),
        (who, "its credit", "another credit"),
        (who, "Founders", "Friends"),
        (who, "notable, Friends", "not notable"),
    ]
    kept = str(list(Decision.objects.values_list()))
    assert not [word for word in ("Ada", "Composer", "Conductor", "Singer", "Zora") if word in kept]
    assert set(Decision.objects.values_list("by", "statement")) == {(by.pk, text.statement_id)}


@pytest.mark.table(
    "fields",
    [
        {"state": "pending"},
        {"state": "rejected"},
        {"display": "anonymous"},
        {"display": "counted"},
    ],
)
def test_add_refuses_who_cannot_stand_there(text, by, fields):
    with pytest.raises(StaleEditError):
        add(make_signature(text, **fields), make_heading(text), by)

    assert not IdentityCheck.objects.exists()
    assert not Decision.objects.exists()


def test_add_twice_is_told(text, by):
    signature, heading = make_signature(text), make_heading(text)
    add(signature, heading, by)

    with pytest.raises(StaleEditError):
        add(signature, heading, by)

    assert IdentityCheck.objects.count() == 1


def test_remove_erases_the_checks(text, by):
    notable = add(make_signature(text), make_heading(text), by)

    notables.remove(notable, by=by)

    assert not Notable.objects.exists()
    assert not IdentityCheck.objects.exists()
    with pytest.raises(StaleEditError):
        notables.remove(notable, by=by)
    with pytest.raises(StaleEditError):
        notables.note_check(notable, check=CHECK, by=by)


def test_withdrawing_erases_place_credit_and_note(text, by):
    signature = make_signature(text)
    add(signature, make_heading(text), by)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert not Notable.objects.exists()
    assert not IdentityCheck.objects.exists()
