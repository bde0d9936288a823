from django.db import models

from signatures.models.signature import Signature
from signatures.models.statement import Statement


def are_switched_on(statement: Statement) -> bool:
    """Tell whether ``statement`` has ORCID iDs. They are shown on the pages of its signatures."""
    return statement.linked_orcids and statement.signature_pages


class LinkedOrcidQuerySet(models.QuerySet["LinkedOrcid"]):
    def shown(self, of: Statement) -> "LinkedOrcidQuerySet":
        """Return those that pages of listed signatures show."""
        return self.filter(is_removed=False) if are_switched_on(of) else self.none()


class LinkedOrcid(models.Model):
    """An ORCID iD with which the signatory signed in at ORCID, and the day of that.

    ORCID's answer has a name too, and a token; neither is stored. One that organizers removed
    stays, so that it is not linked again.
    """

    signature = models.OneToOneField(
        Signature, on_delete=models.CASCADE, related_name="linked_orcid"
    )
    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    orcid = models.CharField(max_length=19)
    signed_in_on = models.DateField()
    is_removed = models.BooleanField(default=False)

    objects = LinkedOrcidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "orcid"], name="linked_orcid_once"),
        ]

    def __str__(self) -> str:
        return f"ORCID iD of signature {self.signature_id}"
