from signatures.models.address_change import AddressChange
from signatures.models.affiliation import Affiliation
from signatures.models.approval import Approval
from signatures.models.attestation import Attestation
from signatures.models.audit import Audit, AuditedSignature
from signatures.models.batch import Batch, BatchRow
from signatures.models.closing_notice import ClosingNotice
from signatures.models.code_batch import CodeBatch, CodeRevocation, GuildCode
from signatures.models.code_claim import CodeClaim
from signatures.models.code_reservation import CodeReservation
from signatures.models.consent import ConsentText
from signatures.models.decision import Decision
from signatures.models.delivery import Answer, DeliveredLine, Delivery
from signatures.models.entry_change import EntryChange
from signatures.models.erasure import Erasure
from signatures.models.former_address import FormerAddress
from signatures.models.guild import Guild
from signatures.models.guild_domain import GuildDomain
from signatures.models.guild_sign_in import GuildSignIn, SignedInMember
from signatures.models.hold_reason import HoldReason
from signatures.models.identity_claim import IdentityClaim
from signatures.models.import_file import ImportFile, ImportLine, ImportPart
from signatures.models.invitation import Invitation, InvitationUse
from signatures.models.job_run import JobRun
from signatures.models.launch_list import LaunchLine, LaunchList
from signatures.models.limit import LimitCount
from signatures.models.linked_orcid import LinkedOrcid
from signatures.models.linked_site import LinkedSite
from signatures.models.mail_server import MailServer
from signatures.models.mark import GivenMark, Mark
from signatures.models.next_step import NextStep, NextStepCount
from signatures.models.notable import IdentityCheck, Notable, NotableHeading
from signatures.models.notice import Notice
from signatures.models.occupation import Occupation
from signatures.models.officer import Officer
from signatures.models.organization import Endorsement, Organization
from signatures.models.outgoing_mail import OutgoingMail
from signatures.models.partner_total import PartnerTotal
from signatures.models.passed_milestone import PassedMilestone
from signatures.models.paused_way import PausedWay
from signatures.models.phase import Phase
from signatures.models.press_link import PressLink
from signatures.models.queue import ReviewClaim, SetAside
from signatures.models.quote import Quote
from signatures.models.reduced_mode import ReducedMode
from signatures.models.refusal import Refusal
from signatures.models.rendition import Rendition
from signatures.models.revoked_proof import RevokedProof
from signatures.models.rights import Right, Role
from signatures.models.roster import Roster, RosterFingerprint, RosterPart, RosterRules
from signatures.models.roster_claim import RosterClaim
from signatures.models.rule import Rule
from signatures.models.saved_search import SavedSearch
from signatures.models.signature import Signature
from signatures.models.signature_note import SignatureNote
from signatures.models.statement import Statement
from signatures.models.statement_link import StatementLink
from signatures.models.suppression import Suppression
from signatures.models.tally import Tally, TallyDelta
from signatures.models.text_version import TextVersion
from signatures.models.tidying import Respelling, Tidying
from signatures.models.token import Token
from signatures.models.update import Update
from signatures.models.user import User
from signatures.models.vouching import VouchAnswer, VouchRequest
from signatures.models.watched_name import WatchedName
from signatures.models.webhook import Webhook, WebhookCall
from signatures.models.withheld import MailboxKey, WithheldMailbox
from signatures.models.wording import (
    ProposedCorrection,
    TranslationCheck,
    WordingRequest,
    WordingRound,
)

__all__ = [
    "AddressChange",
    "Affiliation",
    "Answer",
    "Approval",
    "Attestation",
    "Audit",
    "AuditedSignature",
    "Batch",
    "BatchRow",
    "ClosingNotice",
    "CodeBatch",
    "CodeClaim",
    "CodeReservation",
    "CodeRevocation",
    "ConsentText",
    "Decision",
    "DeliveredLine",
    "Delivery",
    "Endorsement",
    "EntryChange",
    "Erasure",
    "FormerAddress",
    "GivenMark",
    "Guild",
    "GuildCode",
    "GuildDomain",
    "GuildSignIn",
    "HoldReason",
    "IdentityCheck",
    "IdentityClaim",
    "ImportFile",
    "ImportLine",
    "ImportPart",
    "Invitation",
    "InvitationUse",
    "JobRun",
    "LaunchLine",
    "LaunchList",
    "LimitCount",
    "LinkedOrcid",
    "LinkedSite",
    "MailServer",
    "MailboxKey",
    "Mark",
    "NextStep",
    "NextStepCount",
    "Notable",
    "NotableHeading",
    "Notice",
    "Occupation",
    "Officer",
    "Organization",
    "OutgoingMail",
    "PartnerTotal",
    "PassedMilestone",
    "PausedWay",
    "Phase",
    "PressLink",
    "ProposedCorrection",
    "Quote",
    "ReducedMode",
    "Refusal",
    "Rendition",
    "Respelling",
    "ReviewClaim",
    "RevokedProof",
    "Right",
    "Role",
    "Roster",
    "RosterClaim",
    "RosterFingerprint",
    "RosterPart",
    "RosterRules",
    "Rule",
    "SavedSearch",
    "SetAside",
    "Signature",
    "SignatureNote",
    "SignedInMember",
    "Statement",
    "StatementLink",
    "Suppression",
    "Tally",
    "TallyDelta",
    "TextVersion",
    "Tidying",
    "Token",
    "TranslationCheck",
    "Update",
    "User",
    "VouchAnswer",
    "VouchRequest",
    "WatchedName",
    "Webhook",
    "WebhookCall",
    "WithheldMailbox",
    "WordingRequest",
    "WordingRound",
]
