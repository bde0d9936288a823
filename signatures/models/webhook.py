import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures import tokens


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def due(self) -> "WebhookQuerySet":
        """Return those that a worker may take now."""
        now = timezone.now()
        is_free = Q(busy_until=None) | Q(busy_until__lte=now)
        return self.filter(is_free, is_on=True, due_at__lte=now)


class Webhook(models.Model):
    """An address of the organization's own tools that is called when something changes.

    ``sealed_secret`` is encrypted. A worker that takes a webhook moves ``busy_until`` on, so that
    its calls are made one after the other, and another worker goes on if the first one crashes.
    """

    class Stopped(models.TextChoices):
        """Why the site itself switched it off."""

        NO = "", ""
        GONE = "gone", _("the receiver answered that it is gone (410)")
        FAILING = "failing", _("no call succeeded for five days")

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    sends_signatures = models.BooleanField(default=False)
    sends_counts = models.BooleanField(default=False)
    is_on = models.BooleanField(default=False)
    stopped = models.CharField(
        max_length=7, choices=Stopped, default=Stopped.NO, blank=True, editable=False
    )
    sealed_secret = models.TextField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    busy_until = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)  # since the last success
    failing_since = models.DateTimeField(null=True, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"webhook {self.pk}"

    @property
    def secret(self) -> str | None:
        """Return the secret that signs its calls, or None if no configured key decrypts it."""
        return tokens.unseal(self.sealed_secret, purpose="webhook")


class WebhookCallQuerySet(models.QuerySet["WebhookCall"]):
    def waiting(self) -> "WebhookCallQuerySet":
        """Return what is still to be sent, oldest first."""
        return self.filter(state=WebhookCall.State.WAITING).order_by("pk")

    def sendable(self) -> "WebhookCallQuerySet":
        """Return what may be sent now: only tests before the statement is public."""
        is_public = Q(webhook__statement__publishes_at__lte=timezone.now())
        is_test = Q(event=WebhookCall.Event.TEST)
        return self.waiting().filter(is_public | is_test, webhook__is_on=True)


class WebhookCall(models.Model):
    """One call to be made. The row is the queue and the log.

    A call about a signature says what is public when it is made, so the row holds nothing of the
    person. Database triggers write it in the transaction of the change.
    """

    class Event(models.TextChoices):
        PUBLISHED = "signature.published", _("signature published")
        WITHDRAWN = "signature.withdrawn", _("signature withdrawn")
        COUNTED = "statement.counted", _("number changed")
        TEST = "test", _("test")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("not sent, no longer true")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    message_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True)
    event = models.CharField(max_length=19, choices=Event)
    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, null=True, related_name="webhook_calls"
    )
    number = models.PositiveIntegerField(null=True)  # of signatories, when it was counted
    state = models.CharField(
        max_length=7, choices=State, default=State.WAITING, db_default=State.WAITING
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveIntegerField(null=True)  # of the last answer
    problem = models.CharField(max_length=200, default="", db_default="")

    objects = WebhookCallQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["webhook", "id"], condition=Q(state="waiting"), name="webhook_call_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.message_id}"
