"""What the public sees of one signature, decided once for page, API and every other form."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format

from signatures.models import Attestation, Signature

Display = Signature.Display


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the list. ``name`` is "" for somebody whose name is withheld."""

    name: str
    credit: str
    occupation: str
    country: str
    verified_by: tuple[str, ...]
    signed_at: datetime

    @property
    def anonymous(self) -> bool:
        return not self.name

    @property
    def verified(self) -> str:
        """The methods in words."""
        return " · ".join(str(Attestation.Method(each).label) for each in self.verified_by)

    @property
    def signed_on(self) -> str:
        return date_format(self.signed_at, "j F Y")


def rows(signatures: Iterable[Signature]) -> list[Row]:
    """Turn signatures into lines; start from ``Signature.objects.listed()``."""
    return [row(each) for each in signatures]


def row(signature: Signature) -> Row:
    """Show of ``signature`` what its signatory chose and nothing else."""
    full = signature.display == Display.FULL
    named = full or signature.display == Display.NAME
    return Row(
        name=signature.name if named else "",
        credit=signature.credit if full else "",
        occupation=signature.occupation.name if full and signature.occupation else "",
        country=signature.country if full else "",
        verified_by=tuple(each.method for each in signature.attestations.all()),
        signed_at=signature.published_at or signature.signed_at,
    )
