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


NAME = _("Your name, description, occupation and country")
ADDRESS = _("Your e-mail address, and whether you want updates")
NETWORK = _("The network you signed from")
CHECKED = _("Notes of the campaign team on whether it was you who signed")
NOTES = _("Notes of the campaign team on your signature")
LINKS = _("Your e-mail address, kept with each link that we e-mailed you")
SPELLING = _("Your description as you wrote it, where the campaign team corrected its spelling")
OFFICER = _("What you told an officer of your guild to show that you are a member")
CODE = _("Which of its codes your guild had sent you")
ROSTER = _("Keyed hashes of the members of your guild, and which of them is yours")
WITHHELD = _(
    "A keyed hash of your e-mail address, so that no one signs twice, if your name is not shown"
)
SIGN_IN_MEMBER = _("A keyed hash of your account with your guild, if you signed in there")
CONTACT = _("Name, role and e-mail address of the person who asks for an organization")
DESK = _("Searches and rules of the campaign team, where they name a person")
IMPORTED = _("Files of signatures that the campaign team collected elsewhere, for example on paper")
INVITED = _("Your name and e-mail address, if the campaign team invited you to sign")
PRESS = _("Name of a journalist to whom the campaign team gave a link")
LOGO = _("Name of the person who permitted the use of a logo or a mark")
AGAIN = _("A keyed hash of each erased signature, so that it can be erased from a restored backup")
LAST_MAIL = _("Your e-mail address, to tell you that we have erased your signature")
ACCOUNTS = _("Accounts of the campaign team and of guild officers")
SIGN_IN = _("Sessions of the campaign team and of guild officers, with IP address and browser")
LAUNCH = _("A random number, with a hash of your name in the list of the launch")
NO_MAIL = _("A keyed hash of an e-mail address that asked us not to write again")
COUNTS = _("Keyed hashes that count how often a form was sent")
CLAIM = _(
    "Your e-mail address and your words, if you report that a signature is not yours, and a hash"
    " of the link that we e-mailed you"
)
NEW_ADDRESS = _("Your new e-mail address, while you change it")
LETTER = _("Names in the letter to print")
SOCIAL = _("Accounts with other services")

SIGNATURE, SIGNED = When.SIGNATURE, (When.SIGNATURE,)
# The part that goes early if the name is not shown: actions/privacy/withheld.py.
IDENTITY = (When.SIGNATURE, When.WITHHELD)
# Erased at other times than the rest of a signature.
APART = ["source_network", "email", "mailbox", "mailbox_soft"]
REGISTRY = (
    Personal(
        "signatures.Signature",
        " ".join(each for each in ERASED_FIELDS if each not in APART) + " name_key chosen_guild",
        NAME,
        IDENTITY,
        How.EMPTY,
        "pk",
    ),
    Personal(
        "signatures.Signature",
        "email mailbox mailbox_soft updates",
        ADDRESS,
        (*IDENTITY, When.ADDRESSES),
        How.EMPTY,
        "pk",
    ),
    Personal("signatures.Signature", "hold_reasons", NAME, SIGNED, How.EMPTY, "pk"),
    Personal(
        "signatures.Signature",
        "source_network",
        NETWORK,
        (*IDENTITY, When.SOURCE),
        How.EMPTY,
        "pk",
    ),
    # If the signature is deleted, not erased, a trigger empties the address.
    Personal(
        "signatures.Token", "email", LINKS, (*IDENTITY, When.ADDRESSES, When.LINKS), How.EMPTY
    ),
    Personal(
        "signatures.EntryChange",
        "name credit occupation country display",
        NAME,
        IDENTITY,
        How.DELETE,
    ),
    Personal(
        "signatures.IdentityClaim",
        "email mailbox words sha256",
        CLAIM,
        (*IDENTITY, When.CLAIMS),
        How.DELETE,
    ),
    Personal(
        "signatures.AddressChange",
        "email mailbox old_sha256 new_sha256",
        NEW_ADDRESS,
        (*IDENTITY, When.ADDRESSES, When.NEW_ADDRESS),
        How.DELETE,
    ),
    Personal("signatures.Notable", "credit", NAME, IDENTITY, How.DELETE),
    Personal("signatures.IdentityCheck", "how note checked_on", CHECKED, IDENTITY, How.DELETE),
    Personal("signatures.SignatureNote", "text", NOTES, IDENTITY, How.DELETE),
    Personal("signatures.LaunchLine", "salt", LAUNCH, IDENTITY, How.EMPTY),
    Personal(
        "signatures.Respelling", "before after", SPELLING, (*IDENTITY, When.TIDYINGS), How.DELETE
    ),
    Personal(
        "signatures.VouchRequest", " ".join(GIVEN), OFFICER, (*IDENTITY, When.VOUCHING), How.DELETE
    ),
    Personal(
        "signatures.CodeClaim", "batch number form", CODE, (SIGNATURE, When.CLOSED), How.DELETE
    ),
    Personal(
        "signatures.CodeReservation", "batch number", CODE, (SIGNATURE, When.CODES), How.DELETE
    ),
    Personal(
        "signatures.RosterClaim", "roster member", ROSTER, (SIGNATURE, When.ROSTERS), How.DELETE
    ),
    Personal(
        "signatures.SignedInMember",
        "fingerprint",
        SIGN_IN_MEMBER,
        (SIGNATURE, When.CLOSED),
        How.DELETE,
    ),
    Personal(
        "signatures.WithheldMailbox",
        "sha256 soft_sha256",
        WITHHELD,
        (SIGNATURE, When.CLOSED),
        How.DELETE,
    ),
    Personal("signatures.MailboxKey", "key", WITHHELD, (When.CLOSED,)),
    Personal("signatures.RosterPart", "packed", ROSTER, (When.ROSTERS,)),
    Personal("signatures.RosterFingerprint", "fingerprint of_member", ROSTER, (When.ROSTERS,)),
    Personal(
        "signatures.AuditedSignature",
        "answer",
        _("What you answered when we asked whether you signed"),
        (When.ANSWERS,),
    ),
    Personal("signatures.SavedSearch", "name query", DESK, (*IDENTITY, When.BY_HAND), How.QUOTED),
    Personal("signatures.Batch", "query", DESK, (*IDENTITY, When.BATCHES), How.QUOTED),
    Personal("signatures.ImportFile", "unused", IMPORTED, (When.IMPORTS,)),
    Personal("signatures.ImportPart", "data", IMPORTED, (When.IMPORTS,)),
    Personal(
        "signatures.ImportLine",
        "name family_name credit occupation country email mailbox mailbox_soft search_text date"
        " signed_at"
        " notes hold_reasons",
        IMPORTED,
        (*IDENTITY, When.IMPORTS),
        How.DELETE,
    ),
    Personal(
        "signatures.Invitation",
        "name email mailbox",
        INVITED,
        (*IDENTITY, When.INVITATIONS),
        How.EMPTY,
        "uses__signature",
    ),
    Personal("signatures.PressLink", "name", PRESS, (When.PRESS_LINKS,)),
    Personal("signatures.Rule", "value note", DESK, (When.BY_HAND,)),
    Personal("signatures.WatchedName", "name note keys", DESK, (When.BY_HAND,)),
    Personal("signatures.Rendition", "file", LETTER, (When.LETTERS,)),
    Personal("signatures.Suppression", "mailbox_hash", NO_MAIL, (When.KEPT,)),
    Personal("signatures.Erasure", "line", AGAIN, (When.ERASURES,)),
    Personal("signatures.LimitCount", "key", COUNTS, (When.LIMITS,)),
    Personal(
        "signatures.Endorsement",
        "contact_name contact_role contact_email same_domain",
        CONTACT,
        (When.ENDORSEMENT, When.BY_HAND),
    ),
    Personal("signatures.Organization", "mark_permitted_by", LOGO, (When.BY_HAND,)),
    Personal("signatures.Guild", "mark_permitted_by", LOGO, (When.BY_HAND,)),
    Personal(
        "signatures.User",
        "email first_name last_name password last_login",
        ACCOUNTS,
        (When.ACCOUNT,),
    ),
    Personal("signatures.OutgoingMail", "sealed", ACCOUNTS, (When.SENT,)),
    Personal("signatures.OutgoingMail", "sealed", LAST_MAIL, (When.SENT,)),
    Personal("account.EmailAddress", "email", ACCOUNTS, (When.ACCOUNT,)),
    Personal("account.EmailConfirmation", "key", ACCOUNTS, (When.ACCOUNT,)),
    Personal("mfa.Authenticator", "data last_used_at", ACCOUNTS, (When.ACCOUNT,)),
    Personal("admin.LogEntry", "object_repr change_message", ACCOUNTS, (When.ACCOUNT,)),
    Personal("sessions.Session", "session_data", SIGN_IN, (When.SESSIONS,)),
    Personal(
        "usersessions.UserSession", "ip user_agent data last_seen_at", SIGN_IN, (When.SESSIONS,)
    ),
    Personal("socialaccount.SocialAccount", "uid extra_data", SOCIAL, (When.NEVER_WRITTEN,)),
    Personal("socialaccount.SocialToken", "token token_secret", SOCIAL, (When.NEVER_WRITTEN,)),
)


def of_signatories(how: How, when: When = When.SIGNATURE) -> list[Personal]:
    """Return the entries that are erased in this way with a signature, or with its identity."""
    return [each for each in REGISTRY if each.how is how and when in each.when]


def empty(model: type[models.Model], names: list[str]) -> dict[str, object]:
    """Return the empty value of each named field."""
    fields = {each.name: each for each in model._meta.fields}
    return {name: None if fields[name].null else fields[name].get_default() for name in names}
