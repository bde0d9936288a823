"""Registry of the kinds of e-mail: the reader, templates, link and values of each.

To add a kind: a value of OutgoingMail.Kind, an entry here, and its three templates.
"""

from django.conf import settings
from django.utils import timezone

from signatures.errors import UnknownMailError
from signatures.mail import values
from signatures.mail.confirmation import confirmation_ends
from signatures.mail.kind import Link, MailKind, Reader
from signatures.models import Endorsement, OutgoingMail, Signature, Token

Kind = OutgoingMail.Kind
Purpose = Token.Purpose


def kind_of(outgoing: OutgoingMail) -> MailKind:
    """Return the entry of an e-mail's kind. Raises UnknownMailError."""
    try:
        return KINDS[outgoing.kind]
    except KeyError:
        raise UnknownMailError(outgoing.kind) from None


CONFIRM_LINK = Link("confirm", "confirm_url", Purpose.CONFIRM, confirmation_ends)
MANAGE_LINK = Link("manage", "manage_url", Purpose.MANAGE)
ENDORSE_LINK = Link("confirm_endorsement", "endorse_url", Purpose.ENDORSE, confirmation_ends)
WORDING_LINK = Link("new_wording", "wording_url", Purpose.MANAGE)
AUDIT_LINK = Link(
    "asked", "asked_url", Purpose.AUDIT, lambda outgoing: timezone.now() + settings.AUDIT_WITHIN
)
ACCOUNT_ENDINGS = ("_subject.txt", "_message.txt", "_message.html")
# Notices of django-allauth, with its names and subjects; some of its texts are replaced by ours.
NOTICES = (
    *(f"account/email/{name}" for name in ("password_changed", "password_reset", "password_set")),
    *(f"mfa/email/totp_{what}" for what in ("activated", "deactivated")),
    *(f"mfa/email/webauthn_{what}" for what in ("added", "removed")),
    "mfa/email/recovery_codes_generated",
    "emails/digest",  # ours: what waits for organizers and officers
    "emails/officer_invitation",  # ours: to someone who acts for a guild now
    "emails/guild_warning",  # ours: something is wrong with a guild
    "emails/milestone",  # ours: to organizers, when a statement has passed one
    "emails/update_test",  # ours: an update as the signatories will get it
)


ENTRIES = [
    MailKind(
        Kind.CONFIRM,
        Reader.UNCONFIRMED,
        "emails/confirm",
        link=CONFIRM_LINK,
        has_code=True,
        asked_for_by_form=True,
        values=values.confirm,
    ),
    MailKind(
        Kind.ALREADY_SIGNED,
        Reader.PAST_PENDING,
        "emails/already_signed",
        link=MANAGE_LINK,
        asked_for_by_form=True,
    ),
    MailKind(
        Kind.THANK_YOU,
        Reader.PAST_PENDING,
        "emails/thank_you",
        link=MANAGE_LINK,
        values=values.thank_you,
    ),
    MailKind(
        Kind.LINK, Reader.PAST_PENDING, "emails/link", link=MANAGE_LINK, lists_signatures=True
    ),
    MailKind(
        Kind.ENDORSE, Reader.CONTACT, "emails/endorse", link=ENDORSE_LINK, values=values.hours
    ),
    *(
        MailKind(
            kind,
            Reader.DECIDED_CONTACT,
            f"emails/{kind.value}",
            is_urgent=False,
            values=values.endorsement,
        )
        for kind in (Kind.ENDORSE_YES, Kind.ENDORSE_NO, Kind.ENDORSE_OFF)
    ),
    MailKind(
        Kind.AUDIT,
        Reader.SIGNATORY,
        "emails/audit",
        link=AUDIT_LINK,
        is_urgent=False,
        values=values.audit,
    ),
    MailKind(Kind.VOUCHED_YES, Reader.SIGNATORY, "emails/vouched", link=MANAGE_LINK),
    MailKind(Kind.VOUCHED_NO, Reader.SIGNATORY, "emails/vouched", link=MANAGE_LINK),
    MailKind(Kind.VOUCHED_UNSURE, Reader.SIGNATORY, "emails/vouched", link=MANAGE_LINK),
    MailKind(Kind.MEMBER_USED, Reader.PAST_PENDING, "emails/member_used", link=MANAGE_LINK),
    *(
        MailKind(kind, Reader.SIGNATORY, "emails/dispute", link=MANAGE_LINK)
        for kind in (Kind.DISPUTED, Kind.DISPUTE_BEGUN, Kind.DISPUTE_KEPT, Kind.DISPUTE_LOST)
    ),
    MailKind(
        Kind.NEW_WORDING,
        Reader.EARLIER_WORDING,
        "emails/new_wording",
        link=WORDING_LINK,
        is_urgent=False,
        values=values.new_wording,
    ),
    MailKind(
        Kind.UPDATE,
        Reader.UPDATES,
        "emails/update",
        link=MANAGE_LINK,
        is_urgent=False,
        can_unsubscribe=True,
    ),
    MailKind(Kind.ALARM, Reader.OWNERS, "emails/alarm", values=values.alarm),
    MailKind(
        Kind.PASSWORD_LINK,
        Reader.ACCOUNT,
        "account/email/password_reset_key",
        endings=ACCOUNT_ENDINGS,
        values=values.account,
    ),
    MailKind(
        Kind.LOGIN_CODE,
        Reader.ACCOUNT,
        "account/email/login_code",
        endings=ACCOUNT_ENDINGS,
        values=values.account,
    ),
    MailKind(
        Kind.ACCOUNT_NOTICE,
        Reader.ACCOUNT,
        notices=NOTICES,
        endings=ACCOUNT_ENDINGS,
        values=values.account,
    ),
    MailKind(
        Kind.REMINDER, Reader.REMINDED, "emails/reminder", link=CONFIRM_LINK, values=values.confirm
    ),
    MailKind(
        Kind.REMIND_AGAIN,
        Reader.REMINDED,
        "emails/reminder",
        link=CONFIRM_LINK,
        is_urgent=False,
        values=values.confirm,
    ),
    MailKind(
        Kind.PUBLISHED,
        Reader.DECIDED,
        "emails/published",
        link=MANAGE_LINK,
        is_urgent=False,
        values=values.reference,
    ),
    MailKind(
        Kind.NOT_ACCEPTED,
        Reader.DECIDED,
        "emails/not_accepted",
        link=MANAGE_LINK,
        is_urgent=False,
        values=values.refusal,
    ),
    MailKind(
        Kind.CHANGED,
        Reader.PAST_PENDING,
        "emails/changed",
        link=MANAGE_LINK,
        values=values.reference,
    ),
    MailKind(
        Kind.NOT_CHANGED,
        Reader.PAST_PENDING,
        "emails/not_changed",
        link=MANAGE_LINK,
        values=values.reference,
    ),
    MailKind(Kind.CLAIM, Reader.ADDRESSEE, "emails/claim"),
    MailKind(Kind.CLAIM_YES, Reader.ADDRESSEE, "emails/claim_yes", is_urgent=False),
    MailKind(Kind.CLAIM_NO, Reader.ADDRESSEE, "emails/claim_no", is_urgent=False),
    MailKind(
        Kind.CLAIM_STAYS,
        Reader.DECIDED,
        "emails/claim_stays",
        link=MANAGE_LINK,
        is_urgent=False,
        values=values.reference,
    ),
    MailKind(Kind.OLD_ADDRESS, Reader.ADDRESSEE, "emails/old_address"),
    MailKind(Kind.NEW_ADDRESS, Reader.ADDRESSEE, "emails/new_address"),
    MailKind(Kind.TAKEN_ADDRESS, Reader.ADDRESSEE, "emails/taken_address"),
    MailKind(Kind.LEFT_ADDRESS, Reader.ADDRESSEE, "emails/left_address"),
    MailKind(
        Kind.ADDRESS_SET,
        Reader.PAST_PENDING,
        "emails/address_set",
        link=MANAGE_LINK,
        values=values.reference,
    ),
    MailKind(Kind.OWN_LINKS, Reader.ADDRESSEE, "emails/link"),
    MailKind(
        Kind.CLOSED,
        Reader.SIGNED,
        "emails/closed",
        link=MANAGE_LINK,
        is_urgent=False,
        values=values.closed,
    ),
    MailKind(Kind.WITHDRAWN, Reader.ERASED, "emails/withdrawn"),
    MailKind(Kind.DISOWNED, Reader.ERASED, "emails/disowned"),
    MailKind(Kind.INVITATION, Reader.INVITED, "emails/invitation"),
    MailKind(Kind.INVITE_AGAIN, Reader.INVITED, "emails/invitation", is_urgent=False),
    MailKind(Kind.NOTHING, Reader.NO_ONE),
]
# The state of a signature that an e-mail about a decision tells of.
STATE_TOLD: dict[str, Signature.State] = {
    Kind.PUBLISHED: Signature.State.PUBLISHED,
    Kind.NOT_ACCEPTED: Signature.State.REJECTED,
    Kind.CLAIM_STAYS: Signature.State.PUBLISHED,
}
# The same for endorsements.
ENDORSEMENT_STATE_TOLD: dict[str, Endorsement.State] = {
    Kind.ENDORSE_YES: Endorsement.State.PUBLISHED,
    Kind.ENDORSE_NO: Endorsement.State.REJECTED,
    Kind.ENDORSE_OFF: Endorsement.State.REJECTED,
}
KINDS: dict[str, MailKind] = {each.name: each for each in ENTRIES}
NOT_URGENT = [each.name for each in ENTRIES if not each.is_urgent]
ASKED_FOR_BY_FORM = [each.name for each in ENTRIES if each.asked_for_by_form]
