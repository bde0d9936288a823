"""Calls when a statement ends that then shows only its counts, and when it goes on after all."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.record_keeping.webhooks import hidden_names, payloads
from signatures.models import Signature, Statement, Webhook, WebhookCall
from tests.factories import make_signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def webhook(text):
    return Webhook.objects.create(
        statement=text.statement, url="x", sends_signatures=True, is_on=True, sealed_secret="x"
    )


def end(text, after_close="counts"):
    ended = timezone.now() - timedelta(minutes=1)
    Statement.objects.filter(pk=text.statement_id).update(closes_at=ended, after_close=after_close)


def go_on(text):
    Statement.objects.filter(pk=text.statement_id).update(closes_at=None)


def tell(webhook):
    """Queue what is due, and make each call that is still true."""
    hidden_names.queue_calls(Webhook.objects.get(pk=webhook.pk))
    told = []
    for call in WebhookCall.objects.waiting().select_related("webhook__statement"):
        said = payloads.body(call)
        call.state = "sent" if said else "skipped"
        call.attempts += bool(said)
        call.save()
        if said:
            told.append((call.event, json.loads(said)["data"].get("reason")))
    return told


def test_every_name_is_taken_back_once_when_only_the_counts_stay(webhook, text):
    for _ in range(2):
        make_signature(text, updates=True)
    assert len(tell(webhook)) == 2
    end(text)

    assert tell(webhook) == [("signature.withdrawn", "names_hidden")] * 2
    assert tell(webhook) == []


def test_names_that_stay_are_not_taken_back(webhook, text):
    make_signature(text, updates=True)
    tell(webhook)
    end(text, after_close="names")

    assert tell(webhook) == []


def test_what_the_receiver_was_never_told_is_not_taken_back(webhook, text):
    make_signature(text, updates=True)
    end(text)

    assert tell(webhook) == []


def test_what_was_taken_back_before_is_not_taken_back_again(webhook, text):
    signature = make_signature(text, updates=True)
    tell(webhook)
    Signature.objects.filter(pk=signature.pk).update(updates=False)
    assert tell(webhook) == [("signature.withdrawn", "consent_ended")]
    end(text)

    assert tell(webhook) == []


def test_names_are_told_again_if_the_statement_goes_on(webhook, text):
    stays, goes = [make_signature(text, updates=True) for _ in range(2)]
    tell(webhook)
    end(text)
    tell(webhook)
    Signature.objects.filter(pk=goes.pk).update(updates=False)
    assert tell(webhook) == [("signature.withdrawn", "consent_ended")]
    go_on(text)

    assert tell(webhook) == [("signature.published", None)]
    assert webhook.calls.filter(event="signature.published", signature=stays.pk).count() == 2
    assert tell(webhook) == []


def test_long_list_is_taken_back_in_several_turns(webhook, text, monkeypatch):
    monkeypatch.setattr(hidden_names, "MOST", 2)
    for _ in range(3):
        make_signature(text, updates=True)
    tell(webhook)
    end(text)

    assert [len(tell(webhook)) for _ in range(3)] == [2, 1, 0]


def test_receiver_of_numbers_alone_is_told_no_names_again(webhook, text):
    make_signature(text, updates=True)
    tell(webhook)
    end(text)
    tell(webhook)
    Webhook.objects.update(sends_signatures=False)
    go_on(text)

    assert tell(webhook) == []
