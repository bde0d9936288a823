import json

import pytest

from signatures import tokens
from signatures.actions.moderation import decisions
from signatures.actions.record_keeping.webhooks import payloads
from signatures.actions.signing import own_signature
from signatures.models import Signature, Webhook, WebhookCall
from tests.factories import make_link, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def webhook(text):
    return Webhook.objects.create(
        statement=text.statement, url="https://tool.example.org/", sends_signatures=True, is_on=True
    )


def calls(webhook):
    return [(each.event, each.signature_id) for each in webhook.calls.order_by("pk")]


def test_published_signature_says_what_the_list_says_and_no_address(webhook, text):
    signature = make_signature(
        text,
        name="Ada Land",
        credit="Composer",
        country="IE",
        email="ada@example.org",
        updates=True,
    )

    [call] = webhook.calls.all()
    said = payloads.body(call)

    data = json.loads(said)["data"]
    assert data["reference"] == tokens.reference(signature.public_id)
    assert (data["name"], data["credit"], data["country"]) == ("Ada Land", "Composer", "IE")
    assert data["verified_by"] == ["email"]
    assert data["statement"] == "ask"
    assert "ada@example.org" not in said


@pytest.mark.table(
    "fields",
    [
        {"updates": False},
        {"updates": True, "state": "pending"},
        {"updates": True, "state": "held"},
        {"updates": True, "state": "rejected"},
        {"updates": True, "display": "counted"},
    ],
)
def test_nothing_is_queued_without_consent_or_a_place_on_the_list(webhook, text, fields):
    make_signature(text, **fields)

    assert calls(webhook) == []


def test_nothing_is_queued_while_it_is_off_or_for_another_statement(text):
    off = Webhook.objects.create(statement=text.statement, url="x", sends_signatures=True)
    other = Webhook.objects.create(
        statement=make_text().statement, url="x", sends_signatures=True, is_on=True
    )
    only_counts = Webhook.objects.create(
        statement=text.statement, url="x", sends_counts=True, is_on=True
    )

    make_signature(text, updates=True)

    assert [calls(each) for each in (off, other, only_counts)] == [[], [], []]


def test_webhook_that_the_site_stopped_misses_nothing(webhook, text):
    Webhook.objects.update(is_on=False, stopped="failing")

    make_signature(text, updates=True)

    assert len(calls(webhook)) == 1


def test_name_that_is_withheld_is_not_sent(webhook, text):
    make_signature(text, name="Ada Land", display="anonymous", updates=True)

    said = payloads.body(webhook.calls.get())

    assert json.loads(said)["data"]["name"] is None
    assert "Ada" not in said


def test_consent_that_ended_before_the_call_leaves_it_out(webhook, text):
    make_signature(text, updates=True)
    Signature.objects.update(updates=False)

    assert calls(webhook)[1][0] == "signature.withdrawn"
    assert [payloads.body(each) for each in webhook.calls.all()] == [None, None]


@pytest.mark.table(
    "change, reason",
    [
        ({"updates": False}, "consent_ended"),
        ({"state": "held", "published_at": None, "hold_reasons": ["organizer"]}, "not_published"),
    ],
)
def test_receiver_that_may_know_is_told_when_it_ends(webhook, text, change, reason):
    signature = make_signature(text, updates=True)
    WebhookCall.objects.update(attempts=1)

    Signature.objects.filter(pk=signature.pk).update(**change)

    call = webhook.calls.first()
    data = json.loads(payloads.body(call))["data"]
    assert data == {
        "statement": "ask",
        "reference": tokens.reference(signature.public_id),
        "reason": reason,
    }


def test_withdrawal_is_told_even_if_the_webhook_is_off_by_then(webhook, text):
    signature = make_signature(text, updates=True)
    WebhookCall.objects.update(attempts=1, state="sent")
    Webhook.objects.update(is_on=False)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    call = webhook.calls.waiting().get()
    assert json.loads(payloads.body(call))["data"]["reason"] == "withdrawn"


def test_restored_signature_is_told_again_by_a_new_call(webhook, text):
    signature = make_signature(text, updates=True)
    moderator = make_organizer("moderator")
    WebhookCall.objects.update(attempts=1, state="sent")

    decisions.hold(signature, by=moderator, reason="Look")
    signature.refresh_from_db()
    decisions.publish(signature, by=moderator, reason="Fine")

    events = ["signature.published", "signature.withdrawn", "signature.published"]
    assert [event for event, _signature in calls(webhook)] == events
    first, ended, again = webhook.calls.order_by("pk")
    assert payloads.body(ended) is None  # no longer true
    assert json.loads(payloads.body(again))["data"]["name"] == "Ada Example"
    assert first.message_id != again.message_id
