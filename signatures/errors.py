"""Exceptions that this app raises on purpose. Callers catch these and nothing wider."""

from datetime import timedelta
from typing import Any


class RefusedError(Exception):
    """Base of the errors below, except UnknownMailError: a request that is turned down."""


class ClosedStatementError(RefusedError):
    """The statement takes no signatures yet, or no more. ``text`` is the wording in question.

    A signature sent before the end can be confirmed for CONFIRM_WITHIN after it, then no more.
    """

    def __init__(self, text: Any) -> None:
        super().__init__(text)
        self.text = text


class ChangedTextError(RefusedError):
    """The text that the visitor read is not, or not any more, a text of the statement."""


class FloodError(RefusedError):
    """One source has sent more forms than any crowd would. ``retry_after`` is a timedelta."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class WorkNeededError(RefusedError):
    """Too many forms came: this one needs a proof of work, or its sender's wish to wait.

    ``wait`` is how long its e-mail would wait, ``failed`` whether a solution was refused.
    """

    def __init__(self, wait: timedelta, *, failed: bool) -> None:
        super().__init__(wait)
        self.wait, self.failed = wait, failed


class BusyError(RefusedError):
    """Too many requests of this kind are running at once. Try again in a minute."""


class BrokenLinkError(RefusedError):
    """A link that was never ours, or was damaged on the way."""


class ExpiredLinkError(RefusedError):
    """A link of ours that has expired. ``text`` is the wording it was about, or None."""

    def __init__(self, text: Any = None) -> None:
        super().__init__(text)
        self.text = text


class UsedLinkError(RefusedError):
    """A link of ours to something that is gone, or that was done already."""


class UsedInvitationError(RefusedError):
    """Everyone who can sign with this invitation has done so."""


class RunningAuditError(RefusedError):
    """A sample audit of this statement is running; another would ask the same people."""


class NobodyToAskError(RefusedError):
    """Everyone published with an e-mail address was asked within the last month, or no one is."""


class LastOwnerError(RefusedError):
    """Removing the last owner: no one could give others access any more."""


class StaleEditError(RefusedError):
    """Someone else has changed or deleted this since it was shown; nothing was done."""


class SameOrganizerError(RefusedError):
    """This takes two organizers, and the second is the one who began it."""


class InUseError(RefusedError):
    """Something still points to this row, so it cannot be deleted."""


class UnlikeError(RefusedError):
    """Two spellings that are too different to mean the same."""


class TooManyError(RefusedError):
    """More rows than one click may change. ``most`` is the largest number allowed."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TooSlowError(RefusedError):
    """The database would take too long to answer. Try again with a narrower search."""


class ProviderAwayError(RefusedError):
    """A sign-in server does not answer, or its answer makes no sense."""


class CancelledError(RefusedError):
    """A sign-in that the person cancelled at the other site."""


class BadSignInError(RefusedError):
    """An answer of a sign-in server that is forged, for another site, or for another sign-in."""


class NotAMemberError(RefusedError):
    """The guild says that this person is not a member now, or does not say that they are."""


class UsedMembershipError(RefusedError):
    """The same membership has proven another signature of the statement."""


class UsedOrcidError(RefusedError):
    """Another signature of the statement has this ORCID iD."""


class WrongCodeError(RefusedError):
    """Address and code do not belong together, or the code no longer works."""


class TakenAddressError(RefusedError):
    """Another statement has this address (slug), or had it before."""


class OpenStatementError(RefusedError):
    """A statement that people can still sign cannot be archived."""


class SignedStatementError(RefusedError):
    """A statement that anyone has signed or endorsed cannot be deleted."""


class WrongGuildCodeError(RefusedError):
    """A code that no guild issued, or that is used, expired, revoked, or another guild's."""


class TooManyGuessesError(RefusedError):
    """Too many wrong codes from one source; none is read for ``retry_after`` (timedelta)."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class TooManyCodeTriesError(TooManyGuessesError):
    """Too many codes without an e-mail address from one source; with one, codes still work."""


class PausedWayError(TooManyGuessesError):
    """This way to prove membership of this guild is paused after too many wrong attempts."""


class OtherGuildError(RefusedError):
    """This person is an officer of another guild already, and no one is one of two guilds."""


class SamePersonError(RefusedError):
    """One person did both parts of something that needs two different people."""


class TooManyCodesError(RefusedError):
    """More codes than the guild has members; ``left`` is how many may still be issued."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class LateBatchError(RefusedError):
    """It is too late to make or replace this batch's codes; see GUILD_CODES_REPLACED_WITHIN."""


class TooManyTriesError(RefusedError):
    """This signature has asked this guild to vouch too often; see VOUCHING_TRIES."""


class NotOnRosterError(RefusedError):
    """Number and name are not on the guild's roster, or another signature has used them."""


class UsedRosterError(RefusedError):
    """This version of a roster is no longer in a state that allows the action."""


class NotAtDomainError(RefusedError):
    """The signatory has not confirmed an address at one of this guild's domains."""


class TakenDomainError(RefusedError):
    """Another guild has proven that it owns this domain."""


class NotApprovedError(RefusedError):
    """An owner has not agreed yet that this domain is the guild's."""


class NoRecordError(RefusedError):
    """The domain's DNS does not have the expected record, or not yet."""


class DnsAwayError(RefusedError):
    """The DNS did not answer in time, which says nothing about the domain."""


class PublishedUpdateError(RefusedError):
    """This update is scheduled, published or taken back, so the action is no longer possible."""


class TooManyUpdatesError(RefusedError):
    """There would be more updates within seven days than UPDATES_A_WEEK."""


class TooLateError(RefusedError):
    """The time in which it could be undone is over."""


class NotPublicYetError(RefusedError):
    """The statement is not public at that time, so nothing about it can be."""


class UnknownMailError(Exception):
    """An e-mail of a kind that this version of the site does not know and so cannot write."""
