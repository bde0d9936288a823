from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotableHeading(models.Model):
    """A heading above the list, such as "Founding signatories", in an order organizers choose."""

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="notable_headings"
    )
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "name"], name="notable_heading_once_a_statement"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Notable(models.Model):
    """A signature that organizers place above the list. It is shown only while published."""

    signature = models.OneToOneField("Signature", on_delete=models.CASCADE, related_name="notable")
    heading = models.ForeignKey(NotableHeading, on_delete=models.CASCADE, related_name="notables")
    credit = models.CharField(
        max_length=200, blank=True, help_text=_("Shown instead of the signatory's own credit.")
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["heading__position", "heading", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.heading} {self.position}"


class IdentityCheck(models.Model):
    """An organizers' check that the person named is the one who signed.

    It is erased, with its note, when the signature is erased or is no longer notable.
    """

    class How(models.TextChoices):
        WRITTEN_TO = "written_to", _("wrote to an address found independently")
        VIDEO_CALL = "video_call", _("by video call")
        KNOWN = "known", _("known in person")
        OFFICE = "office", _("confirmed by their agent or office")
        GUILD = "guild", _("confirmed by their guild")

    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="identity_checks"
    )
    how = models.CharField(max_length=10, choices=How)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField()
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=["written_to", "video_call", "known", "office", "guild"]),
                name="identity_check_in_a_known_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_how_display()} ({self.pk})"
