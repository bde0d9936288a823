"""Who gets an e-mail about an account is decided when it is sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.accounts import emails as account_mail
from signatures.actions.privacy import retention
from signatures.models import LimitCount, OutgoingMail
from tests.factories import make_organizer, sent

pytestmark = pytest.mark.django_db

EMAIL = "olga@example.org"


def test_may_have_lets_nothing_go_to_unknown_addresses_or_count_there():
    make_organizer("owner", email="off@example.org", is_active=False)

    for email in ("nobody@example.org", "off@example.org"):
        account_mail.queue_password_link(email, limited=True)
        account_mail.queue_login_code(email, "QWER-5678")

    assert sent() == []
    assert not LimitCount.objects.exists()
    assert set(OutgoingMail.objects.values_list("kind", "sealed")) == {("nothing", "")}


def test_may_have_counts_what_anyone_can_ask_for_in_the_limits_of_the_mailbox(settings):
    settings.MAILBOX_LIMITS = {timedelta(days=1): 2}
    make_organizer("owner", email=EMAIL)

    for _ in range(2):
        account_mail.queue_password_link(EMAIL, limited=True)
        account_mail.queue_login_code(EMAIL, "QWER-5678")
    assert len(sent()) == 2

    account_mail.queue_password_link(EMAIL, limited=False)
    assert len(sent()) == 3


def test_may_have_drops_a_code_that_does_not_work_any_more():
    make_organizer("owner", email=EMAIL)
    account_mail.queue_login_code(EMAIL, "QWER-5678")

    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(minutes=16))

    assert sent() == []


def test_may_have_says_so_when_no_key_opens_it(settings, caplog):
    make_organizer("owner", email=EMAIL)
    account_mail.queue_password_link(EMAIL, limited=True)

    settings.SECRET_KEY = "another key"

    assert sent() == []
    assert "was SECRET_KEY changed?" in caplog.text


def test_retention_forgets_that_it_was_sent():
    make_organizer("owner", email=EMAIL)
    account_mail.queue_password_link(EMAIL, limited=True)
    assert len(sent()) == 1
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=2))

    retention.erase_expired()

    assert not OutgoingMail.objects.exists()
