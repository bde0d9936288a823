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
    make_signature,
)

pytestmark = pytest.mark.django_db
DAY = date(2027, 5, 3)
CHECK = Check(how="video_call", checked_on=DAY, note="Zora called from the office")


def add(signature, heading, mo, credit="Singer"):
    return notables.add(signature, heading=heading, credit=credit, check=CHECK, by=mo)


@pytest.mark.parametrize("state", ["held", "published"])
def test_add_places_at_the_end_and_notes_the_check(text, mo, state):
    heading = make_heading(text)
    lined_up(text, "AB", heading)
    signature = make_signature(text, name="Cleo", state=state)

    notable = add(signature, heading, mo)

    assert order(text) == ["ABC"]
    assert notable.credit == "Singer"
    check = IdentityCheck.objects.get(signature=signature)
    assert (check.how, check.checked_on, check.by) == ("video_call", DAY, mo)


def test_log_says_who_by_number_only(text, mo):
    signature = make_signature(text, name="Ada Example", credit="Composer")

    notable = add(signature, make_heading(text), mo)
    notables.change(notable, heading=make_heading(text, "Friends"), credit="Conductor", by=mo)
    notable.refresh_from_db()
    notables.remove(notable, by=mo)

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
    assert set(Decision.objects.values_list("by", "statement")) == {(mo.pk, text.statement_id)}


@pytest.mark.table(
    "fields",
    [
        {"state": "pending"},
        {"state": "rejected"},
        {"display": "anonymous"},
        {"display": "counted"},
    ],
)
def test_add_refuses_who_cannot_stand_there(text, mo, fields):
    with pytest.raises(StaleEditError):
        add(make_signature(text, **fields), make_heading(text), mo)

    assert not IdentityCheck.objects.exists()
    assert not Decision.objects.exists()


def test_add_twice_is_told(text, mo):
    signature, heading = make_signature(text), make_heading(text)
    add(signature, heading, mo)

    with pytest.raises(StaleEditError):
        add(signature, heading, mo)

    assert IdentityCheck.objects.count() == 1


def test_remove_erases_the_checks(text, mo):
    notable = add(make_signature(text), make_heading(text), mo)

    notables.remove(notable, by=mo)

    assert not Notable.objects.exists()
    assert not IdentityCheck.objects.exists()
    with pytest.raises(StaleEditError):
        notables.remove(notable, by=mo)
    with pytest.raises(StaleEditError):
        notables.note_check(notable, check=CHECK, by=mo)


def test_withdrawing_erases_place_credit_and_note(text, mo):
    signature = make_signature(text)
    add(signature, make_heading(text), mo)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert not Notable.objects.exists()
    assert not IdentityCheck.objects.exists()
