from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from signatures.actions.mail import links
from signatures.actions.privacy import erase
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.models import Signature, Statement, Token
from tests.factories import close_too_long_ago, make_link, make_signature, make_text

pytestmark = pytest.mark.django_db

MANAGE, CONFIRM = Token.Purpose.MANAGE, Token.Purpose.CONFIRM


@pytest.fixture
def signature():
    return make_signature(make_text(slug="ask"), state="pending", email="ada@example.org")


def test_own_link_leads_to_the_signature_and_only_its_hash_is_stored(signature):
    link = links.make_own(signature)

    assert links.follow(link, MANAGE) == signature
    assert link not in str(list(Token.objects.values()))


def test_link_for_another_purpose_or_an_invented_one_is_broken(signature):
    link = links.make_own(signature)

    for each, purpose in [(link, CONFIRM), ("x" * 43, MANAGE), ("", MANAGE), ("é\0", MANAGE)]:
        with pytest.raises(BrokenLinkError):
            links.follow(each, purpose)


def test_link_to_an_erased_signature_or_another_address_is_used_up(signature):
    link = links.make_own(signature)
    Signature.objects.update(email="new@example.org")
    with pytest.raises(UsedLinkError):
        links.follow(link, MANAGE)

    published = make_signature(signature.text_version)
    link = links.make_own(published)
    erase.withdraw(published, reason="withdrawn by the signatory")
    with pytest.raises(UsedLinkError):
        links.follow(link, MANAGE)


def test_link_expires(time_machine, stopped_clock, signature):
    link = make_link(signature, expires_in=timedelta(hours=1))

    time_machine.shift(timedelta(hours=2))

    with pytest.raises(ExpiredLinkError):
        links.follow(link, CONFIRM)


def test_link_that_works_at_the_end_of_signing_works_a_while_longer(signature):
    now = timezone.now()
    link = make_link(signature, expires_in=timedelta(hours=1))
    Statement.objects.update(closes_at=now + timedelta(minutes=30))

    found, until = links.follow_confirm(link)

    assert found == signature
    assert until == Statement.objects.get().closes_at + settings.CONFIRM_WITHIN


def test_link_expires_when_the_time_after_the_end_is_over(signature):
    link = make_link(signature)
    close_too_long_ago(signature)
    Token.objects.update(expires_at=signature.statement.closes_at)

    with pytest.raises(ExpiredLinkError):
        links.follow_confirm(link)
