from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.actions.mail import retries as mail_retries
from signatures.models import Decision, OutgoingMail
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def make_failed(**fields):
    signature = make_signature(make_text())
    fields = {"kind": "thank_you", "failed_at": timezone.now(), "attempts": 20, **fields}
    return OutgoingMail.objects.create(signature=signature, last_error="x 550", **fields)


def test_retry_failed_sends_once_more_and_writes_who_did_it(mailoutbox):
    make_failed()
    owner = make_organizer("owner")

    assert mail_retries.retry_failed(by=owner) == 1
    assert mail_retries.retry_failed(by=owner) == 0

    assert delivery.deliver_due() == 1
    [line] = Decision.objects.filter(about="mail")
    assert (line.by, line.subject, line.to_state) == (owner, "1 failed e-mails", "sent again")


def test_retry_failed_takes_only_what_was_chosen():
    make_failed(failed_at=timezone.now() - 2 * DAY)
    make_failed(kind="link")
    wanted = make_failed()

    assert mail_retries.retry_failed(by=None, since=timezone.now() - DAY, kind="thank_you") == 1
    assert OutgoingMail.objects.unsent().get() == wanted
