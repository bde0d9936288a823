"""Far more e-mails than usual, asked for by forms, wait until the hour ends or an owner acts."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from signatures.actions.mail import delivery, health
from signatures.actions.monitoring import mail_budget
from signatures.models import Decision, MailServer, OutgoingMail
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(settings, time_machine):
    time_machine.move_to("2026-03-03 10:20Z", tick=False)
    settings.MAIL_BUDGET_LEAST, settings.MAIL_BUDGET_TIMES = 2, 10
    caches["pages"].clear()


def ask(number, kind="confirm"):
    state = "pending" if kind == "confirm" else "published"
    for _ in range(number):
        signature = make_signature(make_text(), state=state)
        OutgoingMail.objects.create(signature=signature, kind=kind)


def spend_all():
    ask(3)
    delivery.deliver_due()
    ask(2)


def state():
    now = timezone.now()
    return health.read(now=now).state(now=now)


def test_e_mails_above_the_budget_wait_until_the_hour_is_over(mailoutbox, time_machine):
    spend_all()
    ask(1, "thank_you")

    assert delivery.deliver_due() == 1  # the one that no stranger can cause
    assert state() == "over budget"

    time_machine.shift(timedelta(minutes=41))
    assert delivery.deliver_due() == 2
    assert state() == "ok"


def test_owner_lets_them_go_and_the_log_says_so(mailoutbox):
    spend_all()
    owner = make_organizer()

    assert mail_budget.lift(by=owner)
    assert delivery.deliver_due() == 2

    [line] = Decision.objects.filter(about="mail")
    assert (line.by, line.to_state) == (owner, "lifted until 2026-03-04 10:20 UTC")
    assert not mail_budget.lift(by=owner)


def test_limit_follows_the_usual_number(settings):
    hours = 7 * 24
    ask(1)
    signature = OutgoingMail.objects.get().signature
    sent_at = timezone.now() - timedelta(days=1)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(signature=signature, kind="confirm", sent_at=sent_at) for _ in range(3 * hours)
    )

    assert mail_budget.limit() == 30


def test_updates_do_not_count(mailoutbox):
    ask(5, "thank_you")

    assert delivery.deliver_due() == 5
    assert state() == "ok"
    assert MailServer.objects.get().over_budget_until is None
