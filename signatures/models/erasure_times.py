"""Times at which personal data is erased, and how the privacy page puts them."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class When(StrEnum):
    """When personal data is erased. ``WHEN_LABELS`` holds the public wording."""

    SIGNATURE = "signature"
    WITHHELD = "withheld"
    ADDRESSES = "addresses"
    SOURCE = "source"
    LINKS = "links"
    TIDYINGS = "tidyings"
    VOUCHING = "vouching"
    ANSWERS = "answers"
    CODES = "codes"
    ROSTERS = "rosters"
    CLOSED = "closed"
    BATCHES = "batches"
    IMPORTS = "imports"
    ENDORSEMENT = "endorsement"
    INVITATIONS = "invitations"
    PRESS_LINKS = "press_links"
    CLAIMS = "claims"
    NEW_ADDRESS = "new_address"
    LIMITS = "limits"
    SESSIONS = "sessions"
    # Without a time limit.
    ERASURES = "erasures"
    LETTERS = "letters"
    KEPT = "kept"
    BY_HAND = "by_hand"
    ACCOUNT = "account"
    SENT = "sent"
    NEVER_WRITTEN = "never_written"


NOT_BY_THE_CLOCK = {
    When.ERASURES,
    When.LETTERS,
    When.KEPT,
    When.BY_HAND,
    When.ACCOUNT,
    When.SENT,
    When.NEVER_WRITTEN,
}

# Each %(name)s is a setting, in days.
WHEN_LABELS: dict[When, Promise] = {
    When.SIGNATURE: _(
        "When you withdraw your signature or say that you did not sign, after %(KEEP_PENDING)s days"
        " if you do not confirm it (up to %(CONFIRM_WITHIN)s days longer when signing has just"
        " ended), or %(KEEP_REJECTED)s days after it was not accepted"
    ),
    When.WITHHELD: _(
        "If your name is not shown: %(KEEP_WITHHELD)s days after you confirmed, or after you last"
        " changed your entry"
    ),
    When.ADDRESSES: _("%(KEEP_ADDRESSES)s days after the statement closed"),
    When.SOURCE: _("%(KEEP_SOURCE)s days after you signed"),
    When.LINKS: _("%(KEEP_OLD_LINKS)s days after the link stopped working"),
    When.TIDYINGS: _("%(KEEP_TIDYINGS)s days after the campaign team changed it"),
    When.VOUCHING: _(
        "%(KEEP_VOUCHED)s days after your guild answered, or after %(VOUCHING_WITHIN)s days"
        " without an answer"
    ),
    When.ANSWERS: _("%(KEEP_ANSWERS)s days after everyone was asked"),
    When.CODES: _("After %(KEEP_PENDING)s days if you do not confirm your signature"),
    When.ROSTERS: _("%(KEEP_ROSTERS)s days after the statement closed"),
    When.CLOSED: _("%(CONFIRM_WITHIN)s days after the statement closed"),
    When.BATCHES: _("One day after the search was used"),
    When.IMPORTS: _("One day after the campaign team uploaded or imported the file"),
    When.ENDORSEMENT: _(
        "If you do not confirm within %(KEEP_PENDING)s days, and %(KEEP_REFUSED_CONTACTS)s days"
        " after the request was not accepted"
    ),
    When.INVITATIONS: _(
        "If you decline: your address at once, and your name when the statement is published or"
        " closed. Otherwise %(KEEP_INVITATIONS)s day after it is published or closed"
    ),
    When.PRESS_LINKS: _("%(KEEP_PRESS_LINKS)s days after the link stopped working"),
    When.CLAIMS: _(
        "If you do not confirm within %(KEEP_PENDING)s days, %(KEEP_CLAIMS)s days after the"
        " decision, or when the signature is erased"
    ),
    When.NEW_ADDRESS: _(
        "When both addresses confirmed the change, or %(CONFIRM_WITHIN)s days after you asked"
    ),
    When.LIMITS: _("After two days"),
    When.SESSIONS: _("When the session ends"),
    When.LETTERS: _("Within a minute after the name left the list, when the file is made again"),
    When.ERASURES: _("Kept for as long as there is a backup from before"),
    When.KEPT: _("Kept, so that we do not write to you again"),
    When.BY_HAND: _("When the campaign team deletes it"),
    When.ACCOUNT: _("When the account is deleted"),
    When.SENT: _("When the e-mail to them was sent or given up"),
    When.NEVER_WRITTEN: _("Not stored"),
}
