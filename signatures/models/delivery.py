"""Deliveries of a statement to its addressee, the list that was delivered, and the answers."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.models.frozen_line import FrozenLine
from signatures.models.statement import Statement
from signatures.models.triggers import DELIVERED_SALT_GOES_WITH_SIGNATURE


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def public(self, of: Statement) -> "DeliveryQuerySet":
        """Return the deliveries that the public may see, newest first, with their answers."""
        if of.is_early_copy or not of.is_public:
            return self.none()
        return self.filter(statement=of).prefetch_related("answers")


class Delivery(models.Model):
    """A statement handed over with its list of names as it was at ``list_at``.

    The list holds no name: see LaunchList, which works in the same way. ``names`` is None until
    the list is frozen.
    """

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        POST = "post", _("by post")
        EMAIL = "email", _("by e-mail")
        OTHER = "other", _("in another way")

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="deliveries")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.CharField(max_length=200)
    delivered_at = models.DateTimeField()
    list_at = models.DateTimeField(editable=False)
    how = models.CharField(max_length=9, choices=How, default=How.IN_PERSON)
    note = models.CharField(max_length=500, blank=True)
    # A signed receipt or a photograph, under a random name.
    file = models.FileField(upload_to="deliveries/", blank=True)
    file_label = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    names = models.PositiveIntegerField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-delivered_at", "-pk"]
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(
                condition=Q(names=None, sha256="") | (Q(names__isnull=False) & ~Q(sha256="")),
                name="delivery_list_has_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{reverse('deliveries', args=[self.statement.slug])}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Return the id of this delivery on the page of deliveries."""
        return f"delivery-{self.public_id.hex[:8]}"

    @property
    def is_picture(self) -> bool:
        return self.file.name.endswith(".webp")


class DeliveredLine(FrozenLine):
    """One line of a delivered list."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        triggers = [DELIVERED_SALT_GOES_WITH_SIGNATURE]


class Answer(models.Model):
    """The addressee's answer to one demand, after a delivery."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("agreed")
        PARTLY = "partly", _("partly agreed")
        REFUSED = "refused", _("refused")
        NONE = "none", _("no answer")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="answers")
    demand = models.CharField(max_length=200)
    outcome = models.CharField(max_length=7, choices=Outcome)
    text = models.TextField(blank=True, max_length=2_000)
    answered_on = models.DateField()
    url = models.URLField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def statement(self) -> Statement:
        return self.delivery.statement
