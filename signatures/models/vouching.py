import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Fields the signatory filled in for the officer. They are erased some time after the answer.
GIVEN = ["name", "stage_name", "legal_name", "number", "link", "words"]


class VouchRequestQuerySet(models.QuerySet["VouchRequest"]):
    def open(self) -> "VouchRequestQuerySet":
        return self.filter(state__in=VouchRequest.OPEN)

    def for_officer(self, user: Any) -> "VouchRequestQuerySet":
        """Return open requests ``user`` has not answered, oldest first.

        The second answer to a request has to come from another officer.
        """
        mine = VouchAnswer.objects.filter(request=OuterRef("pk"), officer=user)
        return self.open().filter(~Exists(mine)).order_by("asked_at", "pk")


class VouchRequest(models.Model):
    """One signatory's request that an officer of their guild vouch for them.

    Forms refer to it by ``key``. ``name`` is the signature's name at the time of the request:
    an officer vouches for that name and no other.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an officer")
        SECOND = "second", _("waiting for a second officer")
        YES = "yes", _("a member")
        NO = "no", _("not a member")
        UNSURE = "unsure", _("cannot tell")
        OVER = "over", _("ended without an answer")

    OPEN = [State.WAITING, State.SECOND]

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    guild = models.ForeignKey(
        "Guild", on_delete=models.PROTECT, related_name="vouch_requests", db_index=False
    )
    statement = models.ForeignKey(
        "Statement", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="vouch_requests"
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    name = models.CharField(max_length=100, blank=True)
    stage_name = models.CharField(max_length=100, blank=True)
    legal_name = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=40, blank=True)
    link = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=300, blank=True)
    # The signature that has used the membership of this one, by the way ``disputed_way``, until
    # the dispute is settled; see actions/guilds/disputes.py.
    disputes = models.ForeignKey(
        "Signature", on_delete=models.SET_NULL, null=True, related_name="disputed_by"
    )
    disputed_way = models.CharField(max_length=13, default="", db_default="")
    # Whether the roster has the address that this signatory confirmed, beside the number.
    address_on_roster = models.BooleanField(default=False, db_default=False)
    # True if a second officer should have answered, but the guild had none.
    lacked_second = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = VouchRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # The queue of a guild, oldest first.
            models.Index(
                fields=["guild", "asked_at", "id"],
                condition=Q(state__in=["waiting", "second"]),
                name="vouch_request_open",
            ),
            models.Index(
                fields=["answered_at"], condition=Q(erased_at=None), name="vouch_request_unerased"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "guild"],
                condition=Q(state__in=["waiting", "second"]),
                name="vouch_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "second"], answered_at=None)
                | (~Q(state__in=["waiting", "second"]) & Q(answered_at__isnull=False)),
                name="vouch_request_dated_when_answered",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(**dict.fromkeys(GIVEN, "")),
                name="vouch_request_erased_keeps_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} to {self.guild_id}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def evidence(self) -> list[str]:
        """Return what the signatory gave besides the name, for a line of text."""
        given = [self.stage_name, self.legal_name, self.number, self.link, self.words]
        return [each for each in given if each]


class VouchAnswer(models.Model):
    """One officer's answer to one request. A request with a second look has two."""

    request = models.ForeignKey(
        VouchRequest, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    guild = models.ForeignKey("Guild", on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.CharField(max_length=7, choices=VouchRequest.State)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["guild", "answered_at"],
                include=["officer", "answer"],
                name="vouch_answer_of_guild",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["request", "officer"], name="vouch_answer_once"),
            models.CheckConstraint(
                condition=Q(answer__in=["yes", "no", "unsure"]), name="vouch_answer_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} to {self.request_id}"
