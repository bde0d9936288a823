"""Worker that makes the calls of webhooks, those of each webhook one after the other.

A call is marked as tried before it is made and as sent after it. If the worker is killed in
between, the call is made again with the same id. A receiver that fails is asked again later and
later, and keeps no other webhook waiting longer than one turn.
"""

import time
from datetime import timedelta

import requests
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from signatures.actions.counts import figures
from signatures.actions.guilds.sign_in import http_client
from signatures.actions.record_keeping.webhooks import envelope, hidden_names, payloads, stopping
from signatures.models import Webhook, WebhookCall

State, Event = WebhookCall.State, WebhookCall.Event

TURN = 20  # seconds of calls to one webhook in one run
LEASE = timedelta(minutes=2)  # longer than a turn and its last call can take
COUNT_EVERY = timedelta(minutes=1)
WAITS = [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10)]
WAITS += [timedelta(hours=1), timedelta(hours=6)]
STOP_AFTER = timedelta(days=5)
GONE = 410
PROBLEMS = {
    "not a public address": "the address is not public",
    "too much, or too slow": "the answer was too slow or too long",
}


def send_due() -> int:
    """Make the calls that are due; return how many were answered well. May be repeated."""
    due = list(Webhook.objects.due().values_list("pk", flat=True))
    return sum(_serve(pk) for pk in due)


def _serve(pk: int) -> int:
    """Make the calls of one webhook, unless another worker is doing that."""
    now = timezone.now()
    if not Webhook.objects.due().filter(pk=pk).update(busy_until=now + LEASE):
        return 0
    sent, until = 0, time.monotonic() + TURN
    try:
        webhook = Webhook.objects.select_related("statement").get(pk=pk)
        hidden_names.queue_calls(webhook)
        _queue_count(webhook)
        while time.monotonic() < until and (call := _next(pk)):
            if not _settle(call):
                break
            sent += call.state == State.SENT
    finally:
        Webhook.objects.filter(pk=pk).update(busy_until=None)
    return sent


def _next(pk: int) -> WebhookCall | None:
    calls = WebhookCall.objects.sendable().filter(webhook=pk)
    return calls.select_related("webhook__statement").first()


def _queue_count(webhook: Webhook) -> None:
    """Queue the number of signatories if it differs from the last one, at most once a minute."""
    if not webhook.sends_counts or not webhook.statement.is_public:
        return
    number = figures.of(webhook.statement).signatories
    last = webhook.calls.filter(event=Event.COUNTED).first()
    if last and (
        last.state == State.WAITING
        or last.number == number
        or last.created_at > timezone.now() - COUNT_EVERY
    ):
        return
    webhook.calls.create(event=Event.COUNTED, number=number)


def _settle(call: WebhookCall) -> bool:
    """Make ``call``, or skip it if it is no longer true. Return False if it has to wait."""
    body = payloads.body(call)
    if body is None:
        WebhookCall.objects.filter(pk=call.pk).update(state=State.SKIPPED)
        return True
    row = WebhookCall.objects.filter(pk=call.pk)
    row.update(attempts=F("attempts") + 1, tried_at=timezone.now())
    status, problem = _post(call, body)
    is_sent = not problem
    call.state = State.SENT if is_sent else State.WAITING
    row.update(state=call.state, status=status, problem=problem)
    if is_sent:
        _succeeded(call.webhook)
    else:
        _failed(call.webhook, is_gone=status == GONE)
    return is_sent


def _post(call: WebhookCall, body: str) -> tuple[int | None, str]:
    """Return the status of the answer, or None, and the problem if there was one."""
    secret = call.webhook.secret
    if secret is None:
        return None, "the secret cannot be decrypted"
    now = int(timezone.now().timestamp())
    signed = envelope.headers(secret, message_id=str(call.message_id), timestamp=now, body=body)
    nearby = settings.WEBHOOKS_NEARBY
    if not http_client.is_allowed(call.webhook.url, nearby):
        return None, "the address is not allowed"
    try:
        with http_client.session(nearby) as asking:
            answer = asking.post(call.webhook.url, data=body.encode(), headers=signed)
    except requests.Timeout:
        return None, "no answer in time"
    except requests.RequestException as error:
        known = [words for said, words in PROBLEMS.items() if said in str(error)]
        return None, known[0] if known else "no connection"
    return answer.status_code, "" if answer.status_code // 100 == 2 else "the answer was not 2xx"


def _succeeded(webhook: Webhook) -> None:
    if webhook.failures:
        Webhook.objects.filter(pk=webhook.pk).update(failures=0, failing_since=None)


def _failed(webhook: Webhook, *, is_gone: bool) -> None:
    """Wait longer after each failure. Stop if the receiver is gone, or after five days."""
    now = timezone.now()
    since = webhook.failing_since or now
    wait = WAITS[min(webhook.failures, len(WAITS) - 1)]
    Webhook.objects.filter(pk=webhook.pk).update(
        failures=F("failures") + 1, failing_since=since, due_at=now + wait
    )
    if is_gone:
        stopping.stop(webhook, Webhook.Stopped.GONE)
    elif since <= now - STOP_AFTER:
        stopping.stop(webhook, Webhook.Stopped.FAILING)
