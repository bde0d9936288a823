from django.db import models
from django.utils.translation import gettext_lazy as _

from signatures.models.signature import Signature
from signatures.models.statement import FormField, Statement


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def public(self, of: Statement) -> "AffiliationQuerySet":
        """Return those that the list of a statement shows. Every page and file starts here."""
        if FormField.AFFILIATION not in of.form_fields:
            return self.none()
        listed = Signature.objects.listed(of).filter(display=Signature.Display.FULL)
        return self.filter(
            statement=of,
            state=Affiliation.State.PUBLISHED,
            signature__in=listed.order_by().values("pk"),
        )


class Affiliation(models.Model):
    """The organization that a signatory works for or belongs to, if the statement asks.

    It is shown with the credit, so only with the name in full. ``key`` is the name, folded:
    affiliations with one key are the same. The organization itself says nothing by it.
    """

    class State(models.TextChoices):
        PUBLISHED = "published", _("shown with the signature")
        WAITING = "waiting", _("under review")
        REFUSED = "refused", _("not accepted")

    signature = models.OneToOneField(
        Signature, on_delete=models.CASCADE, related_name="affiliation"
    )
    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=500, editable=False)
    state = models.CharField(
        max_length=9, choices=State, default=State.PUBLISHED, db_default=State.PUBLISHED
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["statement", "key", "signature"],
                condition=models.Q(state="published"),
                name="affiliation_by_key",
            ),
            models.Index(
                fields=["statement"],
                condition=models.Q(state="waiting"),
                name="affiliation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"Affiliation of signature {self.signature_id}"
