from django.db import models


class MailboxKey(models.Model):
    """The key of one statement's ``WithheldMailbox`` rows. It is deleted when signing is over.

    After that no one can find out whether an address belongs to one of those hashes, not even
    with a backup of the other keys of the site.
    """

    statement = models.OneToOneField("Statement", on_delete=models.CASCADE, primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"key of {self.statement_id}"


class WithheldMailbox(models.Model):
    """Keyed hashes of the mailbox of a signature whose identity is erased.

    They are all that is left of the address, so that no one signs twice while signing is open.
    """

    signature = models.OneToOneField(
        "Signature", on_delete=models.CASCADE, primary_key=True, related_name="withheld_mailbox"
    )
    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    sha256 = models.BinaryField(max_length=32)
    soft_sha256 = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "sha256"], name="withheld_mailbox_one_per_statement"
            ),
        ]
        indexes = [
            models.Index(fields=["statement", "soft_sha256"], name="withheld_mailbox_soft"),
        ]

    def __str__(self) -> str:
        return f"hashes of {self.signature_id}"
