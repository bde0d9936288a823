from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from signatures.actions.mail import reminders
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.models import Decision, OutgoingMail, Signature
from tests.factories import make_link, make_organizer, make_text, sent

pytestmark = pytest.mark.django_db

HERE = Source("192.0.2.1/32", "192.0.2.0/24")
HOUR = timedelta(hours=1)


@pytest.fixture
def text(stopped_clock):
    return make_text()


def sign(text):
    signing.sign(SignatureInput(name="Ada", email="ada@example.org"), on=text, source=HERE)
    sent()
    return Signature.objects.get()


def subjects():
    return [each.subject for each in sent()[1:]]


def test_reminder_comes_once_a_day_after_the_first_e_mail(text, stopped_clock, time_machine):
    sign(text)

    time_machine.move_to(stopped_clock + 23 * HOUR, tick=False)
    early = reminders.remind_due()
    time_machine.move_to(stopped_clock + 25 * HOUR, tick=False)
    due = [reminders.remind_due() for _ in range(2)]
    time_machine.move_to(stopped_clock + 72 * HOUR, tick=False)
    later = reminders.remind_due()

    assert (early, due, later) == (0, [1, 0], 0)
    assert subjects() == ["Not confirmed yet: Ask first"]


def test_reminder_confirms(client, text, stopped_clock, time_machine):
    sign(text)
    time_machine.move_to(stopped_clock + 25 * HOUR, tick=False)
    reminders.remind_due()
    body = sent()[-1].body

    assert body.count("/confirm/") == 1
    client.post(f"/confirm/{body.partition('/confirm/')[2].split('/')[0]}/")

    assert Signature.objects.get().state == "published"


def test_second_reminder_is_refused_by_the_database(text):
    signature = sign(text)
    OutgoingMail.objects.create(signature=signature, kind="reminder")

    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.create(signature=signature, kind="reminder")


def test_reminder_never_goes_to_an_address_that_wants_no_e_mails(text, stopped_clock, time_machine):
    signature = sign(text)
    signing.disown(make_link(signature))
    signing.sign(SignatureInput(name="Ada", email="ada@example.org"), on=text, source=HERE)
    sent()

    time_machine.move_to(stopped_clock + 25 * HOUR, tick=False)
    reminders.remind_due()
    OutgoingMail.objects.create(signature=Signature.objects.get(), kind="remind_again")

    assert subjects() == ["You told us that you did not sign: Ask first"]


@pytest.mark.parametrize("what", ["confirmed", "switched off", "too late"])
def test_reminder_does_not_come(what, text, stopped_clock, time_machine, settings):
    signature = sign(text)
    if what == "confirmed":
        signing.confirm(make_link(signature))
    if what == "switched off":
        settings.REMIND_AFTER = timedelta(0)
    if what == "too late":
        signature.statement.closes_at = stopped_clock + HOUR
        signature.statement.save()

    time_machine.move_to(stopped_clock + 80 * HOUR, tick=False)

    assert reminders.remind_due() == 0


def test_organizers_remind_everyone_again_but_not_twice_a_day(text, stopped_clock, time_machine):
    sign(text)
    olga = make_organizer()

    today = reminders.remind_again(text.statement, by=olga)
    time_machine.move_to(stopped_clock + 25 * HOUR, tick=False)
    tomorrow = [reminders.remind_again(text.statement, by=olga) for _ in range(2)]

    assert (today, tomorrow) == (0, [1, 0])
    assert subjects() == ["Not confirmed yet: Ask first"]
    assert Decision.objects.get().subject == "1 reminders to confirm"


def test_organizer_sends_the_e_mail_to_one_person_again(text):
    signature = sign(text)
    olga = make_organizer()

    assert reminders.send_again(signature, by=olga)
    assert not reminders.send_again(signature, by=olga)

    assert subjects() == ["Not confirmed yet: Ask first"]
    assert Decision.objects.get().by == olga


def test_confirmed_signature_is_not_reminded(text):
    signature = sign(text)
    signing.confirm(make_link(signature))

    assert not reminders.send_again(signature, by=make_organizer())
