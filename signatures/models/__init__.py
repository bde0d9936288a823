from signatures.models.attestation import Attestation
from signatures.models.decision import Decision
from signatures.models.limit import LimitCount
from signatures.models.occupation import Occupation
from signatures.models.outgoing_mail import OutgoingMail
from signatures.models.signature import Signature
from signatures.models.statement import Statement
from signatures.models.suppression import Suppression
from signatures.models.tally import Tally, TallyDelta
from signatures.models.text_version import TextVersion
from signatures.models.token import Token
from signatures.models.user import User

__all__ = [
    "Attestation",
    "Decision",
    "LimitCount",
    "Occupation",
    "OutgoingMail",
    "Signature",
    "Statement",
    "Suppression",
    "Tally",
    "TallyDelta",
    "TextVersion",
    "Token",
    "User",
]
