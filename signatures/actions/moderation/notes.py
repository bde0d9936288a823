"""Notes of organizers on a signature. The log says who wrote or deleted one, not its words."""

from django.db import transaction

from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, Signature, SignatureNote, User


@transaction.atomic
def add(signature: Signature, *, text: str, by: User) -> SignatureNote:
    """Add a note for other organizers. It is erased with the signature."""
    note = SignatureNote.objects.create(signature=signature, text=text, by=by)
    _log(signature, note.pk, "", "written", by)
    return note


@transaction.atomic
def delete(signature: Signature, pk: int, *, by: User) -> bool:
    """Delete a note; return False if it is deleted already."""
    deleted, _ = SignatureNote.objects.filter(signature=signature, pk=pk).delete()
    if deleted:
        _log(signature, pk, "written", "deleted", by)
    return bool(deleted)


def _log(signature: Signature, pk: int, before: str, after: str, by: User) -> None:
    audit_log.record(
        Decision.About.SIGNATURE,
        statement=signature.statement,
        subject=f"signature {signature.pk}, note {pk}",
        from_state=before,
        to_state=after,
        by=by,
    )
