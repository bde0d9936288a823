"""Lines of a frozen list of names, which hold a hash and no name."""

from django.db import models


class FrozenLine(models.Model):
    """One line. Without ``salt``, which is erased with the signature, its hash says nothing."""

    signature = models.ForeignKey(
        "signatures.Signature", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    salt = models.CharField(max_length=32, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.sha256
