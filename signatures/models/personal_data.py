"""Registry of personal data: the fields of all models that hold it, and when they are erased.

``actions.privacy.erase`` erases by it, ``actions.privacy.retention`` has a function for each
time limit, and the privacy page prints it. List every new field here or in
``tests/models/not_personal.py``; otherwise a test fails.
"""

from enum import Enum
from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signatures.models import personal_words as words
from signatures.models.erasure_times import NOT_BY_THE_CLOCK, WHEN_LABELS, When
from signatures.models.signature_constraints import ERASED_FIELDS
from signatures.models.vouching import GIVEN

__all__ = ["NOT_BY_THE_CLOCK", "REGISTRY", "WHEN_LABELS", "How", "Personal", "When"]


class How(Enum):
    """A way to erase rows of a signatory together with their signature."""

    EMPTY = "empty"  # set the fields to their empty values
    DELETE = "delete"  # delete the rows
    QUOTED = "quoted"  # clear rows that quote the person: actions/privacy/quotes.py


class Personal(NamedTuple):
    """Fields of one model that are erased together. ``what`` names them on the privacy page.

    ``how`` applies to When.SIGNATURE. ``path`` is the lookup from the model to the signature.
    """

    model: str
    fields: str
    what: Promise | str
    when: tuple[When, ...]
    how: How | None = None
    path: str = "signature"

    @property
    def names(self) -> list[str]:
        return self.fields.split()


SIGNATURE, SIGNED = When.SIGNATURE, (When.SIGNATURE,)
# The part that goes early if the name is not shown: actions/privacy/withheld.py.
IDENTITY = (When.SIGNATURE, When.WITHHELD)
# Erased at other times than the rest of a signature.
APART = ["source_network", "email", "mailbox", "mailbox_soft"]
REGISTRY = (
    Personal(
        "signatures.Signature",
        f"{' '.join(e for e in ERASED_FIELDS if e not in APART)} name_key chosen_guild desk_text",
        words.NAME,
        IDENTITY,
        How.EMPTY,
        "pk",
    ),
    Personal(
        "signatures.Signature",
        "email mailbox mailbox_soft updates",
        words.ADDRESS,
        (*IDENTITY, When.ADDRESSES),
        How.EMPTY,
        "pk",
    ),
    Personal("signatures.Signature", "hold_reasons", words.NAME, SIGNED, How.EMPTY, "pk"),
    Personal(
        "signatures.Signature",
        "source_network",
        words.NETWORK,
        (*IDENTITY, When.SOURCE),
        How.EMPTY,
        "pk",
    ),
    # If the signature is deleted, not erased, a trigger empties the address.
    Personal(
        "signatures.Token", "email", words.LINKS, (*IDENTITY, When.ADDRESSES, When.LINKS), How.EMPTY
    ),
    Personal(
        "signatures.EntryChange",
        "name credit occupation country display",
        words.NAME,
        IDENTITY,
        How.DELETE,
    ),
    Personal(
        "signatures.IdentityClaim",
        "email mailbox words sha256",
        words.CLAIM,
        (*IDENTITY, When.CLAIMS),
        How.DELETE,
    ),
    Personal(
        "signatures.AddressChange",
        "email mailbox old_sha256 new_sha256",
        words.NEW_ADDRESS,
        (*IDENTITY, When.ADDRESSES, When.NEW_ADDRESS),
        How.DELETE,
    ),
    Personal("signatures.Quote", "text search_text", words.VOICE_QUOTE, IDENTITY, How.DELETE),
    Personal("signatures.Affiliation", "name key", words.VOICE_AFFILIATION, IDENTITY, How.DELETE),
    Personal("signatures.LinkedOrcid", "orcid signed_in_on", words.ORCID, IDENTITY, How.DELETE),
    Personal("signatures.LinkedSite", "url problem", words.LINKED_SITE, IDENTITY, How.DELETE),
    Personal("signatures.Notable", "credit", words.NAME, IDENTITY, How.DELETE),
    Personal(
        "signatures.IdentityCheck", "how note checked_on", words.CHECKED, IDENTITY, How.DELETE
    ),
    Personal("signatures.SignatureNote", "text", words.NOTES, IDENTITY, How.DELETE),
    Personal("signatures.LaunchLine", "salt", words.LAUNCH, IDENTITY, How.EMPTY),
    Personal("signatures.DeliveredLine", "salt", words.DELIVERED, IDENTITY, How.EMPTY),
    Personal("signatures.Delivery", "recipient note file", words.DELIVERY, (When.BY_HAND,)),
    Personal("signatures.Answer", "text", words.ANSWERED, (When.BY_HAND,)),
    Personal(
        "signatures.Respelling",
        "before after",
        words.SPELLING,
        (*IDENTITY, When.TIDYINGS),
        How.DELETE,
    ),
    Personal(
        "signatures.VouchRequest",
        " ".join(GIVEN),
        words.OFFICER,
        (*IDENTITY, When.VOUCHING),
        How.DELETE,
    ),
    Personal(
        "signatures.CodeClaim",
        "batch number form",
        words.CODE,
        (SIGNATURE, When.CLOSED),
        How.DELETE,
    ),
    Personal(
        "signatures.CodeReservation",
        "batch number",
        words.CODE,
        (SIGNATURE, When.CODES),
        How.DELETE,
    ),
    Personal(
        "signatures.RosterClaim",
        "roster member",
        words.ROSTER,
        (SIGNATURE, When.ROSTERS),
        How.DELETE,
    ),
    Personal(
        "signatures.SignedInMember",
        "fingerprint",
        words.SIGN_IN_MEMBER,
        (SIGNATURE, When.CLOSED),
        How.DELETE,
    ),
    Personal(
        "signatures.WithheldMailbox",
        "sha256 soft_sha256",
        words.WITHHELD,
        (SIGNATURE, When.CLOSED),
        How.DELETE,
    ),
    Personal("signatures.MailboxKey", "key", words.WITHHELD, (When.CLOSED,)),
    Personal("signatures.RosterPart", "packed", words.ROSTER, (When.ROSTERS,)),
    Personal(
        "signatures.RosterFingerprint", "fingerprint of_member", words.ROSTER, (When.ROSTERS,)
    ),
    Personal(
        "signatures.AuditedSignature",
        "answer",
        _("What you answered when we asked whether you signed"),
        (When.ANSWERS,),
    ),
    Personal(
        "signatures.SavedSearch", "name query", words.DESK, (*IDENTITY, When.BY_HAND), How.QUOTED
    ),
    Personal("signatures.Batch", "query", words.DESK, (*IDENTITY, When.BATCHES), How.QUOTED),
    Personal("signatures.ImportFile", "unused", words.IMPORTED, (When.IMPORTS,)),
    Personal("signatures.ImportPart", "data", words.IMPORTED, (When.IMPORTS,)),
    Personal(
        "signatures.ImportLine",
        "name family_name credit occupation country email mailbox mailbox_soft search_text date"
        " signed_at"
        " notes hold_reasons",
        words.IMPORTED,
        (*IDENTITY, When.IMPORTS),
        How.DELETE,
    ),
    Personal(
        "signatures.Invitation",
        "name email mailbox",
        words.INVITED,
        (*IDENTITY, When.INVITATIONS),
        How.EMPTY,
        "uses__signature",
    ),
    Personal("signatures.PressLink", "name", words.PRESS, (When.PRESS_LINKS,)),
    Personal("signatures.Rule", "value note", words.DESK, (When.BY_HAND,)),
    Personal("signatures.WatchedName", "name note keys", words.DESK, (When.BY_HAND,)),
    Personal("signatures.Rendition", "file", words.LETTER, (When.LETTERS,)),
    Personal("signatures.Suppression", "mailbox_hash", words.NO_MAIL, (When.KEPT,)),
    Personal("signatures.Erasure", "line", words.AGAIN, (When.ERASURES,)),
    Personal("signatures.LimitCount", "key", words.COUNTS, (When.LIMITS,)),
    Personal(
        "signatures.Endorsement",
        "contact_name contact_role contact_email same_domain",
        words.CONTACT,
        (When.ENDORSEMENT, When.BY_HAND),
    ),
    Personal("signatures.Organization", "mark_permitted_by", words.LOGO, (When.BY_HAND,)),
    Personal("signatures.Guild", "mark_permitted_by", words.LOGO, (When.BY_HAND,)),
    Personal(
        "signatures.User",
        "email first_name last_name password last_login",
        words.ACCOUNTS,
        (When.ACCOUNT,),
    ),
    Personal("signatures.OutgoingMail", "sealed", words.ACCOUNTS, (When.SENT,)),
    Personal("signatures.OutgoingMail", "sealed", words.LAST_MAIL, (When.SENT,)),
    Personal("account.EmailAddress", "email", words.ACCOUNTS, (When.ACCOUNT,)),
    Personal("account.EmailConfirmation", "key", words.ACCOUNTS, (When.ACCOUNT,)),
    Personal("mfa.Authenticator", "data last_used_at", words.ACCOUNTS, (When.ACCOUNT,)),
    Personal("admin.LogEntry", "object_repr change_message", words.ACCOUNTS, (When.ACCOUNT,)),
    Personal("sessions.Session", "session_data", words.SIGN_IN, (When.SESSIONS,)),
    Personal(
        "usersessions.UserSession",
        "ip user_agent data last_seen_at",
        words.SIGN_IN,
        (When.SESSIONS,),
    ),
    Personal("socialaccount.SocialAccount", "uid extra_data", words.SOCIAL, (When.NEVER_WRITTEN,)),
    Personal(
        "socialaccount.SocialToken", "token token_secret", words.SOCIAL, (When.NEVER_WRITTEN,)
    ),
)


def of_signatories(how: How, when: When = When.SIGNATURE) -> list[Personal]:
    """Return the entries that are erased in this way with a signature, or with its identity."""
    return [each for each in REGISTRY if each.how is how and when in each.when]


def empty(model: type[models.Model], names: list[str]) -> dict[str, object]:
    """Return the empty value of each named field."""
    fields = {each.name: each for each in model._meta.fields}
    return {name: None if fields[name].null else fields[name].get_default() for name in names}
