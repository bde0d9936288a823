from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.models.signature import Signature
from signatures.models.statement import Statement


def are_offered(statement: Statement) -> bool:
    """Tell whether signatories of ``statement`` can name a site. It links to their own page."""
    return statement.linked_sites and statement.signature_pages


class LinkedSiteQuerySet(models.QuerySet["LinkedSite"]):
    def shown(self, of: Statement) -> "LinkedSiteQuerySet":
        """Return those that pages of listed signatures show: they were seen to link back."""
        return self.filter(state=LinkedSite.State.FOUND) if are_offered(of) else self.none()

    def due(self) -> "LinkedSiteQuerySet":
        """Return those whose page is to be read now, the longest overdue first.

        Only of signatures on a list: their pages are what a site can link to.
        """
        return self.filter(
            due_at__lte=timezone.now(),
            signature__state=Signature.State.PUBLISHED,
            signature__display__in=Signature.NAMED,
            signature__statement__linked_sites=True,
            signature__statement__signature_pages=True,
        ).order_by("due_at", "pk")


class LinkedSite(models.Model):
    """A page that a signatory named as their own, if it links back with ``rel=me``.

    ``checked_at`` is when the link back was last seen. Nothing is shown before that, and nothing
    while the page of the signature is not.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("not checked yet")
        FOUND = "found", _("links to the signature")
        MISSING = "missing", _("no link found")
        REFUSED = "refused", _("removed by the campaign team")

    signature = models.OneToOneField(
        Signature, on_delete=models.CASCADE, related_name="linked_site"
    )
    url = models.URLField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now, null=True)
    checked_at = models.DateTimeField(null=True)
    away_since = models.DateTimeField(null=True)  # the site has given no answer since then
    problem = models.CharField(max_length=100, blank=True)

    objects = LinkedSiteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False),
                name="linked_site_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="found") | models.Q(checked_at__isnull=False),
                name="linked_site_is_checked_before_it_is_shown",
            )
        ]

    def __str__(self) -> str:
        return f"Linked site of signature {self.signature_id}"
