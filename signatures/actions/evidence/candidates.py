"""Names that an import would add, with what screening looks at."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from signatures.models import Signature, Statement


@dataclass(slots=True)
class Candidate:
    """A signature to be, which takes a hundredth of the time of a Signature to make.

    The constants are those of an imported signature before anyone confirms it.
    """

    statement: Statement
    name: str
    credit: str
    search_text: str
    mailbox: str | None
    mailbox_soft: str | None

    pk: ClassVar[int] = 0  # no signature has it; NULL would hide the others
    display: ClassVar[str] = Signature.Display.FULL.value
    source_network: ClassVar[str] = ""
    added_by_organizers: ClassVar[bool] = True
    attested_at: ClassVar[datetime | None] = None

    @property
    def statement_id(self) -> int:
        return self.statement.pk

    @property
    def folded_address(self) -> str:
        return self.mailbox or ""  # an import has no second person with a mailbox


Screened = Signature | Candidate
