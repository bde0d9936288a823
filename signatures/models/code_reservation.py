from django.db import models
from django.db.models import F
from django.utils import timezone

from signatures.models.attestation import Attestation
from signatures.models.signature import Signature


class CodeReservationQuerySet(models.QuerySet["CodeReservation"]):
    def of_no_use(self, signature: Signature) -> "CodeReservationQuerySet":
        """The one that was still there after ``signature`` had confirmed its address.

        A reservation that anyone makes with this address later is not among these.
        """
        return self.filter(
            signature=signature,
            signature__attestations__method=Attestation.Method.EMAIL,
            reserved_at__lte=F("signature__attestations__attested_at"),
        )


class CodeReservation(models.Model):
    """The guild code entered with an address: tried once the address is confirmed.

    Several signatures may hold a reservation of one code, and the first to confirm uses it. So
    a form with an address gets the same answer whether or not the code has been used.
    """

    signature = models.OneToOneField(
        "Signature", on_delete=models.CASCADE, primary_key=True, related_name="code_reservation"
    )
    batch = models.ForeignKey(
        "CodeBatch", on_delete=models.PROTECT, related_name="reservations", db_index=False
    )
    number = models.PositiveIntegerField()  # that of the GuildCode
    reserved_at = models.DateTimeField(default=timezone.now)

    objects = CodeReservationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["reserved_at"], name="code_reservation_old")]

    def __str__(self) -> str:
        return f"{self.batch_id} ({self.signature_id})"
