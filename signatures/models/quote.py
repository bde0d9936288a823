from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.models.signature import Signature
from signatures.models.statement import FormField, Statement

LONGEST = 280  # characters


class QuoteQuerySet(models.QuerySet["Quote"]):
    def public(self, of: Statement) -> "QuoteQuerySet":
        """Return those that organizers accepted and whose signature the list shows in full."""
        if FormField.QUOTE not in of.form_fields:
            return self.none()
        listed = Signature.objects.listed(of).filter(display=Signature.Display.FULL)
        return self.filter(
            statement=of,
            state__in=Quote.SHOWN,
            signature__in=listed.order_by().values("pk"),
        )

    def to_review(self, of: Statement) -> "QuoteQuerySet":
        """Return those that wait for an organizer, the oldest first.

        Only of confirmed signatures that show their name in full: no other quote will be shown.
        """
        return self.filter(
            statement=of,
            state=Quote.State.WAITING,
            signature__state__in=[Signature.State.HELD, Signature.State.PUBLISHED],
            signature__display=Signature.Display.FULL,
        ).order_by("sent_at", "pk")


class Quote(models.Model):
    """Something that a signatory wants to say. It appears only after an organizer has read it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("under review")
        PUBLISHED = "published", _("shown with the signature")
        CHOSEN = "chosen", _("shown with the signature and on the statement’s page")
        REFUSED = "refused", _("not accepted")

    SHOWN = (State.PUBLISHED, State.CHOSEN)

    signature = models.OneToOneField(Signature, on_delete=models.CASCADE, related_name="quote")
    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    text = models.CharField(max_length=LONGEST)
    search_text = models.TextField(default="", editable=False)  # as text.finding has it
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    sent_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )

    objects = QuoteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("statement"),
                F("decided_at").desc(),
                condition=Q(state__in=["published", "chosen"]),
                name="quote_newest_first",
            ),
            models.Index(
                fields=["statement", "sent_at"],
                condition=Q(state="waiting"),
                name="quote_waiting",
            ),
            GinIndex(
                OpClass(F("search_text"), name="gin_trgm_ops"),
                condition=Q(state__in=["published", "chosen"]),
                name="quote_finding",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["published", "chosen"]) | Q(decided_at__isnull=False),
                name="quote_is_read_before_it_is_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"Quote of signature {self.signature_id}"
