import threading

import pytest
from django.db import connection, transaction

from signatures.actions.accounts import organizers
from signatures.errors import LastOwnerError
from signatures.models import User
from tests.factories import make_organizer

pytestmark = pytest.mark.django_db


def test_somebody_who_signs_in_already_gets_the_role():
    olga, officer = make_organizer("owner"), make_organizer("", email="officer@example.org")

    added = organizers.add(email="Officer@example.org", role="viewer", by=olga)

    assert added == officer
    assert User.objects.get(pk=officer.pk).role == "viewer"


def test_change_that_changes_nothing_is_not_logged():
    olga, vera = make_organizer("owner"), make_organizer("viewer")

    assert organizers.change_role(vera, "viewer", by=olga) is False
    assert organizers.switch(vera, on=True, by=olga) is False


def test_one_of_two_owners_may_go():
    olga, otto = make_organizer("owner"), make_organizer("owner")

    assert organizers.change_role(olga, "viewer", by=otto) is True
    with pytest.raises(LastOwnerError):
        organizers.switch(otto, on=False, by=otto)


def test_owner_who_is_switched_off_is_none():
    otto = make_organizer("owner")
    make_organizer("owner", is_active=False)

    with pytest.raises(LastOwnerError):
        organizers.change_role(otto, "editor", by=otto)


def test_superuser_is_an_owner():
    otto, _ = make_organizer("owner"), make_organizer("superuser")

    assert organizers.switch(otto, on=False, by=otto) is True


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_go_at_once_one_stays():
    olga, otto = make_organizer("owner"), make_organizer("owner")
    refused = []

    def go():
        try:
            organizers.switch(otto, on=False, by=otto)
        except LastOwnerError:
            refused.append(otto)
        finally:
            connection.close()

    thread = threading.Thread(target=go)
    with transaction.atomic():
        organizers.switch(olga, on=False, by=olga)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(10)

    assert refused == [otto]
    assert list(User.objects.owners()) == [otto]
