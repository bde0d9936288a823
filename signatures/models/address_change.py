from django.db import models
from django.utils import timezone


class AddressChange(models.Model):
    """A new e-mail address for a signature, until it is confirmed from the old and the new one.

    Only hashes of the two links are stored. If someone has signed with the new address already,
    no link was sent there, and the change stays until it expires.
    """

    signature = models.OneToOneField(
        "Signature", on_delete=models.CASCADE, related_name="address_change"
    )
    email = models.EmailField()
    mailbox = models.CharField(max_length=254)
    old_sha256 = models.BinaryField(max_length=32, unique=True)
    new_sha256 = models.BinaryField(max_length=32, unique=True)
    old_confirmed_at = models.DateTimeField(null=True)
    new_confirmed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"New address of signature {self.signature_id}"
