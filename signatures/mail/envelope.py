"""One e-mail to send: its row, its secrets, and addresses that no row has."""

import dataclasses
from typing import Any, NamedTuple

from signatures.models import OutgoingMail, Signature


class DirectMail(NamedTuple):
    """Addresses and values of an e-mail that refers to no signature and no endorsement.

    ``notice`` names its templates if its kind has several. ``language`` is that of the statement
    it is about, if any.
    """

    to: tuple[str, ...]
    context: dict[str, Any]
    notice: str = ""
    language: str = ""


@dataclasses.dataclass(frozen=True)
class Envelope:
    """An e-mail with its secrets, which are stored nowhere else.

    With a ``code``, ``link`` confirms a signature. Without one, it leads to the signatory's own
    signature, confirms an endorsement or answers an audit. ``own_links`` pairs each signature of
    the mailbox with its own link, for an e-mail about all of them. ``unsubscribe`` is the token of
    the link to stop updates, and ``values`` are shown besides those of the kind.
    """

    outgoing: OutgoingMail
    link: str = ""
    code: str = ""
    own_links: tuple[tuple[Signature, str], ...] = ()
    direct: DirectMail | None = None
    unsubscribe: str = ""
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
