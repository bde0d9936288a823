"""Webhooks of a statement, which owners add, change and switch. They begin switched off."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from signatures import tokens
from signatures.actions.record_keeping import audit_log
from signatures.actions.record_keeping.webhooks import envelope
from signatures.models import Decision, Statement, User, Webhook, WebhookCall


@transaction.atomic
def add(
    statement: Statement, *, url: str, sends_signatures: bool, sends_counts: bool, by: User
) -> Webhook:
    """Add a webhook, switched off, with a new secret."""
    webhook = Webhook.objects.create(
        statement=statement,
        url=url,
        sends_signatures=sends_signatures,
        sends_counts=sends_counts,
        sealed_secret=tokens.seal(envelope.new_secret(), purpose="webhook"),
    )
    _record(webhook, by, to_state=_in_words(webhook))
    return webhook


@transaction.atomic
def switch(webhook: Webhook, *, on: bool, by: User) -> bool:
    """Switch ``webhook`` off, or on with its calls due now; return False if nothing changes."""
    others = Webhook.objects.filter(pk=webhook.pk).exclude(is_on=on, stopped="")
    changes = {"due_at": timezone.now(), "failures": 0, "failing_since": None} if on else {}
    if not others.update(is_on=on, stopped="", **changes):
        return False
    _record(webhook, by, to_state="on" if on else "off")
    return True


@transaction.atomic
def replace_secret(webhook: Webhook, *, by: User) -> None:
    """Give ``webhook`` a new secret. From now on calls are signed with it."""
    sealed = tokens.seal(envelope.new_secret(), purpose="webhook")
    Webhook.objects.filter(pk=webhook.pk).update(sealed_secret=sealed)
    _record(webhook, by, to_state="new secret")


@transaction.atomic
def queue_test(webhook: Webhook, *, by: User) -> None:
    """Queue a call that says nothing, and make the webhook due at once."""
    webhook.calls.create(event=WebhookCall.Event.TEST)
    Webhook.objects.filter(pk=webhook.pk).update(due_at=timezone.now())
    _record(webhook, by, to_state="test")


@transaction.atomic
def remove(webhook: Webhook, *, by: User) -> None:
    """Delete ``webhook`` with its calls, even those not made yet."""
    _record(webhook, by, from_state=_in_words(webhook), to_state="deleted")
    webhook.delete()


def delete_old_calls() -> int:
    """Delete old finished calls, but none that a later withdrawal would have to take back."""
    finished = WebhookCall.objects.exclude(state=WebhookCall.State.WAITING)
    taken_back = finished.filter(
        event=WebhookCall.Event.WITHDRAWN,
        webhook=OuterRef("webhook"),
        signature=OuterRef("signature"),
        pk__gt=OuterRef("pk"),
    )
    was_told = Q(event=WebhookCall.Event.PUBLISHED, attempts__gt=0) & ~Exists(taken_back)
    old = finished.filter(created_at__lt=timezone.now() - settings.KEEP_WEBHOOK_CALLS)
    return old.filter(~was_told).delete()[0]


def _in_words(webhook: Webhook) -> str:
    """Describe a webhook for the log by its host: the rest of its address may be a secret."""
    sends = ["signatures"] * webhook.sends_signatures + ["number"] * webhook.sends_counts
    return f"{urlsplit(webhook.url).hostname}: {', '.join(sends)}"


def _record(webhook: Webhook, by: User, *, to_state: str, from_state: str = "") -> None:
    audit_log.record(
        Decision.About.STATEMENT,
        statement=webhook.statement,
        subject=f"webhook {webhook.pk}",
        from_state=from_state,
        to_state=to_state,
        by=by,
    )
