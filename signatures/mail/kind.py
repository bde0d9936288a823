"""Parts of the registry of e-mails: a kind, its reader, and its link."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from signatures.errors import UnknownMailError
from signatures.mail.values import Values
from signatures.models import OutgoingMail, Token


class Reader(enum.Enum):
    """The person an e-mail goes to, and for how long they should still get it."""

    NO_ONE = "no one; the row only takes as long as an e-mail would"
    UNCONFIRMED = "the signatory, until the signature is confirmed"
    REMINDED = "the signatory, until the signature is confirmed or they want no e-mails"
    DECIDED = "the signatory, while the decision stands"
    ERASED = "someone whose signature was erased"
    SIGNED = "the signatory, once signing has ended"
    EARLIER_WORDING = "the signatory, while the signature is to an earlier wording"
    PAST_PENDING = "the signatory, once the signature is no longer pending"
    UPDATES = "the signatory, while they want updates and it is published"
    SIGNATORY = "the signatory, until the signature is withdrawn"
    CONTACT = "the contact of an endorsement, until it is confirmed"
    DECIDED_CONTACT = "the contact of an endorsement, while the decision stands"
    INVITED = "someone invited to sign, until they answer"
    OWNERS = "the owners, while a scheduled job does not run"
    ADDRESSEE = "someone whose address only the e-mail itself has"
    ACCOUNT = "someone who may sign in"


@dataclass(frozen=True)
class Link:
    """A link made when the e-mail is sent: its view, its name in the templates, its token."""

    view: str
    variable: str
    purpose: Token.Purpose
    expires_at: Callable[[OutgoingMail], datetime | None] = lambda outgoing: None


@dataclass(frozen=True)
class MailKind:
    """Everything the site knows about one kind of e-mail.

    ``template`` followed by each of ``endings`` names the templates of subject, text and HTML. A
    kind with ``notices`` has several such prefixes, and its row says which. ``values`` returns
    what the templates show besides the values that every e-mail has.
    """

    name: OutgoingMail.Kind
    reader: Reader
    template: str = ""
    endings: tuple[str, str, str] = (".subject.txt", ".txt", ".html")
    notices: tuple[str, ...] = ()
    link: Link | None = None
    has_code: bool = False  # a code to type instead of opening the link
    lists_signatures: bool = False  # a link to each signature of the mailbox
    is_urgent: bool = True  # False: sent only when no urgent e-mail is due
    can_unsubscribe: bool = False  # by one click in the e-mail program (RFC 8058)
    asked_for_by_form: bool = False  # the answer to a sign form, counted in the mailbox's limits
    values: Callable[[OutgoingMail], Values] = lambda outgoing: {}

    def templates(self, notice: str = "") -> list[str]:
        """Return the names of the templates of subject, text and HTML.

        Raises UnknownMailError for a notice that is not registered.
        """
        if notice and notice not in self.notices:
            raise UnknownMailError(notice)
        return [(notice or self.template) + ending for ending in self.endings]
