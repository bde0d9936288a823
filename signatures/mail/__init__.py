"""Every e-mail of the site: its kinds, its text, its sending. Saves nothing.

No e-mail contains what a visitor typed: spammers look for forms that e-mail their words to any
address.
"""

from signatures.mail.confirmation import signature_of
from signatures.mail.envelope import DirectMail, Envelope
from signatures.mail.kind import MailKind, Reader
from signatures.mail.kinds import (
    ASKED_FOR_BY_FORM,
    ENDORSEMENT_STATE_TOLD,
    KINDS,
    NOT_URGENT,
    STATE_TOLD,
    kind_of,
)
from signatures.mail.messages import send

# Relations an e-mail is made from; callers select them together with the rows to send.
RELATIONS = ["signature__statement", "signature__text_version", "signature__code_reservation"]
RELATIONS += ["endorsement__statement", "update__statement"]
RELATIONS += ["invitation__statement", "invitation__heading"]

__all__ = ["ASKED_FOR_BY_FORM", "ENDORSEMENT_STATE_TOLD", "KINDS", "NOT_URGENT", "RELATIONS"]
__all__ += [
    "STATE_TOLD",
    "DirectMail",
    "Envelope",
    "MailKind",
    "Reader",
    "kind_of",
    "send",
    "signature_of",
]
