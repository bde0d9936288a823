import re
from datetime import timedelta

import pytest
from django.conf import settings

from signatures.actions.signing import address_changes
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.models import AddressChange, Decision, OutgoingMail, Signature, Token
from tests.factories import (
    make_address_change,
    make_link,
    make_nameless,
    make_signature,
    make_withdrawn,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

OLD, NEW = "ada@old.example", "ada@new.example"


@pytest.fixture
def signature(text):
    return make_signature(text, name="Ada Harbor", email=OLD)


@pytest.fixture
def link(signature):
    return make_link(signature, "manage", expires_in=None)


def links():
    """Return the links to confirm that were e-mailed, by their reader."""
    found = {each.to[0]: re.search(r"/new-address/([\w-]+)/", each.body) for each in sent()}
    return {to: match[1] for to, match in found.items() if match}


def address(signature):
    return Signature.objects.values_list("email", "mailbox", "mailbox_soft").get(pk=signature.pk)


def test_address_changes_once_both_ends_have_confirmed(signature, link):
    address_changes.ask(link, NEW)
    mailed = links()

    assert set(mailed) == {OLD, NEW}
    assert address_changes.confirm(mailed[NEW]) is False
    assert address(signature) == (OLD, OLD, OLD)
    assert address_changes.confirm(mailed[OLD]) is True
    assert address(signature) == (NEW, NEW, NEW)
    assert not AddressChange.objects.exists()


def test_one_end_alone_changes_nothing_however_often_it_confirms(signature):
    _, old, new = make_address_change(signature, NEW)

    assert not any(address_changes.confirm(old) for _ in range(3))

    assert address(signature) == (OLD, OLD, OLD)


def test_change_tells_both_and_ends_links_to_the_old_address(signature, link, mailoutbox):
    _, old, new = make_address_change(signature, NEW)
    address_changes.confirm(old)
    address_changes.confirm(new)

    told = {each.to[0]: each for each in sent()}

    assert told[OLD].subject == "Your signature has a new e-mail address: Ask first"
    assert told[NEW].subject == "Your e-mail address was changed: Ask first"
    assert "/manage/" in told[NEW].body
    assert "/manage/" not in told[OLD].body
    assert not Token.objects.filter(email=OLD).exists()


def test_change_is_logged_without_either_address(signature):
    _, old, new = make_address_change(signature, NEW)
    address_changes.confirm(old)
    address_changes.confirm(new)

    line = Decision.objects.get(signature=signature)
    assert (line.to_state, line.by) == ("address_changed", None)
    assert not any(each in str(vars(line)) for each in (OLD, NEW))


@pytest.mark.parametrize("other", [make_signature, make_nameless])
def test_address_that_signed_already_gets_another_mail_and_no_link(text, signature, link, other):
    other(text, email=NEW)

    address_changes.ask(link, NEW)

    subjects = {each.to[0]: each.subject for each in sent()}
    assert subjects[NEW] == "This address has already signed: Ask first"
    assert set(links()) == {OLD}


def test_address_that_signs_meanwhile_is_not_taken_from_its_signature(text, signature):
    _, old, new = make_address_change(signature, NEW)
    address_changes.confirm(new)
    make_signature(text, email=NEW)

    with pytest.raises(UsedLinkError):
        address_changes.confirm(old)

    assert address(signature) == (OLD, OLD, OLD)


def test_asking_writes_as_many_rows_for_an_address_that_signed(text, signature, link):
    address_changes.ask(link, NEW)
    free = OutgoingMail.objects.count(), AddressChange.objects.count()
    OutgoingMail.objects.all().delete()
    make_signature(text, email="bo@new.example")

    address_changes.ask(link, "bo@new.example")

    assert (OutgoingMail.objects.count(), AddressChange.objects.count()) == free


def test_other_spelling_of_the_same_mailbox_is_not_taken_for_another_signature(signature, link):
    address_changes.ask(link, "Ada@OLD.example")

    assert set(links()) == {OLD, "Ada@OLD.example"}


def test_same_address_sends_nothing(signature, link):
    address_changes.ask(link, OLD)

    assert sent() == []


def test_signature_can_ask_only_so_often(signature, link, settings):
    settings.ADDRESS_CHANGES = {timedelta(days=1): 2}
    for n in range(4):
        address_changes.ask(link, f"ada{n}@new.example")

    assert AddressChange.objects.get().email == "ada1@new.example"


def test_asking_again_ends_the_links_of_before(signature, link):
    change, old, _ = make_address_change(signature, NEW)

    address_changes.ask(link, "other@new.example")

    with pytest.raises(BrokenLinkError):
        address_changes.follow(old)


def test_either_end_can_stop_the_change(signature):
    for end in (1, 2):
        found = make_address_change(signature, NEW)
        address_changes.stop(found[end])
        with pytest.raises(BrokenLinkError):
            address_changes.confirm(found[3 - end])


def test_links_expire_and_are_deleted(signature, time_machine):
    _, old, _ = make_address_change(signature, NEW)
    time_machine.shift(settings.CONFIRM_WITHIN + timedelta(seconds=1))

    with pytest.raises(ExpiredLinkError):
        address_changes.confirm(old)

    assert address_changes.delete_expired() == 1


def test_withdrawn_pending_and_nameless_signatures_have_no_address_to_change(text):
    for each in (make_withdrawn(text), make_nameless(text), make_signature(text, state="pending")):
        assert not address_changes.can_change(each)
