"""Calls to a tool that is well, slow, wrong, private or gone."""

import socket
from datetime import timedelta

import pytest

from signatures import tokens
from signatures.actions.counts import tallies
from signatures.actions.guilds.sign_in import http_client
from signatures.actions.mail import delivery
from signatures.actions.record_keeping.webhooks import envelope, sending, webhooks
from signatures.models import Decision, Signature, Webhook
from tests.factories import make_organizer, make_signature, make_text, sent
from tests.webhook_receiver import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def receiver(settings):
    with Receiver() as receiver:
        settings.WEBHOOKS_NEARBY = [receiver.url]
        yield receiver


def connect(text, url, **fields):
    return Webhook.objects.create(
        statement=text.statement,
        url=f"{url}/letters",
        sealed_secret=tokens.seal(envelope.new_secret(), purpose="webhook"),
        **{"sends_signatures": True, "is_on": True, **fields},
    )


def state(webhook):
    webhook.refresh_from_db()
    return [(each.state, each.attempts, each.status) for each in webhook.calls.order_by("pk")]


def in_an_hour(time_machine):
    time_machine.shift(timedelta(hours=7))


def test_call_is_signed_and_made_once(receiver, text):
    webhook = connect(text, receiver.url)
    make_signature(text, updates=True)

    assert [sending.send_due() for _ in range(2)] == [1, 0]

    [(headers, body)] = receiver.calls
    signed = envelope.headers(
        webhook.secret,
        message_id=str(webhook.calls.get().message_id),
        timestamp=int(headers["webhook-timestamp"]),
        body=body.decode(),
    )
    assert {name: headers[name] for name in signed} == signed
    assert state(webhook) == [("sent", 1, 204)]


@pytest.mark.parametrize("status", [500, 404, 302, 429])
def test_wrong_answer_is_repeated_later_with_the_same_id(receiver, text, time_machine, status):
    webhook = connect(text, receiver.url)
    make_signature(text, updates=True)
    receiver.status = status

    assert [sending.send_due() for _ in range(2)] == [0, 0]
    assert state(webhook) == [("waiting", 1, status)]
    assert webhook.failures == 1
    receiver.status = 200
    in_an_hour(time_machine)

    assert sending.send_due() == 1
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1
    assert receiver.calls[0][1] == receiver.calls[1][1]
    assert state(webhook) == [("sent", 2, 200)]
    assert (webhook.failures, webhook.failing_since) == (0, None)


def test_slow_receiver_is_given_up_and_asked_again(receiver, text, time_machine, monkeypatch):
    webhook = connect(text, receiver.url)
    make_signature(text, updates=True)
    receiver.goes_on.clear()
    monkeypatch.setattr(http_client, "TIMEOUT", 0.2)

    assert sending.send_due() == 0
    call = webhook.calls.get()
    assert (call.state, call.problem) == ("waiting", "no answer in time")
    receiver.goes_on.set()
    monkeypatch.setattr(http_client, "TIMEOUT", 60)
    in_an_hour(time_machine)

    assert sending.send_due() == 1
    assert len(set(receiver.ids)) == 1


def test_receiver_that_is_away_loses_nothing_and_keeps_the_order(receiver, text, time_machine):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{unused.getsockname()[1]}"
    webhook = connect(text, receiver.url)
    Webhook.objects.update(url=away)
    first, second = (make_signature(text, updates=True) for _ in range(2))

    assert sending.send_due() == 0
    assert {each.problem for each in webhook.calls.all()} <= {"", "the address is not allowed"}
    Webhook.objects.update(url=f"{receiver.url}/back")
    in_an_hour(time_machine)

    assert sending.send_due() == 2
    told = [data["reference"] for _event, data in receiver.told]
    assert told == [tokens.reference(each.public_id) for each in (first, second)]


@pytest.mark.table("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
def test_name_that_leads_inside_is_never_called(text, monkeypatch, address):
    def look_up(name, port, **more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    webhook = connect(text, "https://tool.example.org")
    make_signature(text, updates=True)

    assert sending.send_due() == 0
    call = webhook.calls.get()
    assert (call.state, call.problem) == ("waiting", "the address is not public")


def test_receiver_that_is_gone_is_not_called_again_until_an_owner_says_so(
    receiver, text, time_machine
):
    owner = make_organizer("owner", email="olga@example.org")
    webhook = connect(text, receiver.url)
    make_signature(text, updates=True)
    receiver.status = 410

    sending.send_due()

    webhook.refresh_from_db()
    assert (webhook.is_on, webhook.stopped) == (False, "gone")
    assert Decision.objects.filter(subject=f"webhook {webhook.pk}", to_state="off").exists()
    delivery.deliver_due()
    assert [mail.to for mail in sent()] == [[owner.email]]
    make_signature(text, updates=True)
    in_an_hour(time_machine)
    assert sending.send_due() == 0
    assert len(receiver.calls) == 1

    receiver.status = 200
    webhooks.switch(webhook, on=True, by=owner)

    assert sending.send_due() == 2
    assert receiver.ids[0] == receiver.ids[1]


def test_webhook_stops_after_five_days_without_a_success(receiver, text, time_machine):
    webhook = connect(text, receiver.url)
    make_signature(text, updates=True)
    receiver.status = 503
    sending.send_due()

    time_machine.shift(timedelta(days=4))
    sending.send_due()
    webhook.refresh_from_db()
    assert webhook.is_on
    time_machine.shift(timedelta(days=2))
    sending.send_due()

    webhook.refresh_from_db()
    assert (webhook.is_on, webhook.stopped) == (False, "failing")
    assert state(webhook) == [("waiting", 3, 503)]


def test_one_receiver_that_fails_keeps_no_other_waiting(receiver, text, settings):
    with Receiver() as other:
        settings.WEBHOOKS_NEARBY = [receiver.url, other.url]
        receiver.status = 500
        connect(text, receiver.url)
        connect(text, other.url)
        make_signature(text, updates=True)

        assert sending.send_due() == 1
        assert len(other.calls) == 1


def test_worker_that_died_leaves_the_call_to_the_next_one(receiver, text, time_machine):
    webhook = connect(text, receiver.url)
    make_signature(text, updates=True)

    class Killed(BaseException):
        """Ends the worker as a signal would."""

    def die(call, body):
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "_post", die)
        with pytest.raises(Killed):
            sending.send_due()

    assert state(webhook) == [("waiting", 1, None)]
    assert sending.send_due() == 1


def test_webhook_that_another_worker_serves_is_left_alone(receiver, text, time_machine):
    webhook = connect(text, receiver.url)
    make_signature(text, updates=True)
    Webhook.objects.update(busy_until=webhook.due_at + timedelta(minutes=2))

    assert sending.send_due() == 0
    time_machine.shift(timedelta(minutes=5))  # the other one has crashed
    assert sending.send_due() == 1


def test_number_is_told_when_it_changes_at_most_once_a_minute(receiver, text, time_machine):
    connect(text, receiver.url, sends_signatures=False, sends_counts=True)

    def said():
        sending.send_due()
        return [data["signatories"] for _event, data in receiver.told]

    assert said() == [0]
    make_signature(text)
    make_signature(text)
    assert said() == [0]
    time_machine.shift(timedelta(minutes=2))
    tallies.fold()
    assert said() == [0, 2]
    time_machine.shift(timedelta(minutes=2))
    assert said() == [0, 2]


def test_only_tests_are_sent_before_publication(receiver, time_machine):
    text = make_text(publishes_at=None)
    webhook = connect(text, receiver.url, sends_counts=True)
    make_signature(text, updates=True)
    webhooks.queue_test(webhook, by=make_organizer())

    assert sending.send_due() == 1
    assert [event for event, _data in receiver.told] == ["test"]

    text.statement.publishes_at = text.statement.opens_at
    text.statement.save()
    assert sending.send_due() == 2


def test_person_who_withdraws_between_two_attempts_is_not_sent_again(receiver, text, time_machine):
    webhook = connect(text, receiver.url)
    signature = make_signature(text, updates=True)
    receiver.status = 500
    sending.send_due()
    Signature.objects.filter(pk=signature.pk).update(updates=False)
    receiver.status = 200
    in_an_hour(time_machine)

    assert sending.send_due() == 1
    events = [event for event, _data in receiver.told]
    assert events == ["signature.published", "signature.withdrawn"]
    assert [each for each, *_ in state(webhook)] == ["skipped", "sent"]


def test_no_webhook_costs_one_query(text, django_assert_num_queries):
    make_signature(text, updates=True)

    with django_assert_num_queries(1):
        assert sending.send_due() == 0


def test_turn_ends_in_time_for_the_lease():
    whole_call = 3 * http_client.TIMEOUT + http_client.WITHIN

    assert timedelta(seconds=sending.TURN + whole_call) < sending.LEASE
