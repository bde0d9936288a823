from django.db import models
from django.db.models import F
from django.utils import timezone

from signatures.models.attestation import Attestation
from signatures.models.signature import Signature


class CodeReservationQuerySet(models.QuerySet["CodeReservation"]):
    def of_no_use(self, signature: Signature) -> "CodeReservationQuerySet":
        """Return the reservation left over after ``signature`` confirmed its address.

        A reservation that someone makes with this address later is left out.
        """
        return self.filter(
            signature=signature,
            signature__attestations__method=Attestation.Method.EMAIL,
            reserved_at__lte=F("signature__attestations__attested_at"),
        )


class CodeReservation(models.Model):
    """A guild code entered together with an address. It is tried when the address is confirmed.

    Several signatures may reserve one code; the first to confirm uses it. So a form with an
    address gets the same answer whether or not the code has been used.
    """

    signature = models.OneToOneField(
        "Signature", on_delete=models.CASCADE, primary_key=True, related_name="code_reservation"
    )
    batch = models.ForeignKey(
        "CodeBatch", on_delete=models.PROTECT, related_name="reservations", db_index=False
    )
    number = models.PositiveIntegerField()  # GuildCode.number
    reserved_at = models.DateTimeField(default=timezone.now)

    objects = CodeReservationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["reserved_at"], name="code_reservation_old")]

    def __str__(self) -> str:
        return f"{self.batch_id} ({self.signature_id})"
