"""E-mails about accounts wait in the queue, and say nothing to those who read the database."""

from smtplib import SMTPDataError

import pytest

from signatures.actions.accounts import emails as account_mail
from signatures.actions.mail import delivery
from signatures.models import OutgoingMail
from signatures.models.outgoing_mail import GIVE_UP_AFTER
from tests.factories import make_organizer, sent

pytestmark = pytest.mark.django_db

EMAIL, CODE = "olga@example.org", "QWER-5678"


@pytest.fixture(autouse=True)
def olga():
    return make_organizer("owner", email=EMAIL)


def test_queue_login_code_tells_neither_code_nor_address():
    account_mail.queue_login_code(EMAIL, CODE)

    [row] = OutgoingMail.objects.values_list()
    assert not [each for each in row if CODE in str(each) or EMAIL in str(each)]
    assert CODE in sent()[0].body
    assert OutgoingMail.objects.get().sealed == ""


def test_queue_outlives_a_new_secret_key(settings):
    account_mail.queue_login_code(EMAIL, CODE)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [settings.SECRET_KEY]

    assert CODE in sent()[0].body


def test_queue_keeps_nothing_of_what_was_given_up(monkeypatch):
    def refuse(*arguments):
        raise SMTPDataError(550, b"no")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    account_mail.queue_login_code(EMAIL, CODE)
    OutgoingMail.objects.update(attempts=GIVE_UP_AFTER - 1)

    assert delivery.deliver_due() == 0

    row = OutgoingMail.objects.get()
    assert (row.failed_at is None, row.sealed) == (False, "")


def test_queue_notice_reaches_the_owner_of_the_account_alone():
    template = "account/email/password_changed"
    for email in (EMAIL, "nobody@example.org"):
        account_mail.queue_notice(email, template, {"ip": "192.0.2.1", "request": object()})

    assert [each.to for each in sent()] == [[EMAIL]]
