"""Calls about names that leave the list, or come back to it, because of the statement's end.

A statement may end with its counts alone. No signature changes then, so the triggers that write
the other calls (``models/triggers.py``) write none.
"""

from django.db.models import Exists, OuterRef, QuerySet

from signatures.models import Signature, Webhook, WebhookCall

MOST = 1_000  # calls a turn, so that a long list keeps no other webhook waiting

State, Event = WebhookCall.State, WebhookCall.Event


def queue_calls(webhook: Webhook) -> int:
    """Queue what the receiver of ``webhook`` was not told yet; return how many calls that are.

    May be repeated. Only the worker that serves ``webhook`` may call it.
    """
    if webhook.statement.shows_names:
        listed = Signature.objects.listed(webhook.statement).filter(updates=True)
        hidden = _last_told(webhook, Event.WITHDRAWN).filter(signature__in=listed.values("pk"))
        return _queue(webhook, hidden, Event.PUBLISHED) if webhook.sends_signatures else 0
    return _queue(webhook, _last_told(webhook, Event.PUBLISHED), Event.WITHDRAWN)


def _last_told(webhook: Webhook, event: str) -> QuerySet[WebhookCall]:
    """Return the calls that were the last about their signature, if they were of ``event``."""
    made = webhook.calls.exclude(state=State.SKIPPED)
    later = made.filter(signature=OuterRef("signature"), pk__gt=OuterRef("pk"))
    return made.filter(~Exists(later.order_by()), event=event, attempts__gt=0)


def _queue(webhook: Webhook, after: QuerySet[WebhookCall], event: str) -> int:
    signatures = after.order_by("pk").values_list("signature_id", flat=True)[:MOST]
    made = [WebhookCall(webhook=webhook, signature_id=pk, event=event) for pk in signatures]
    return len(WebhookCall.objects.bulk_create(made))
