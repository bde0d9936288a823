"""What this app raises on purpose. Callers catch these and nothing wider."""


class RefusedError(Exception):
    """Base of every refusal below."""


class ClosedStatementError(RefusedError):
    """The statement takes no signatures: not yet, or no more. ``text`` is its wording."""

    def __init__(self, text: object) -> None:
        super().__init__(text)
        self.text = text


class ChangedTextError(RefusedError):
    """The words the visitor read are no longer, or never were, a text of the statement."""


class FloodError(RefusedError):
    """One source has posted more than any crowd would. ``retry_after`` is a timedelta."""

    def __init__(self, retry_after: object) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class BusyError(RefusedError):
    """As many are being served with this as may be at once. Worth asking again in a minute."""


class BrokenLinkError(RefusedError):
    """The link was never ours, or was damaged on the way."""


class ExpiredLinkError(RefusedError):
    """The link was ours, but its time is over."""


class UsedLinkError(RefusedError):
    """The link was ours and has done its work: what it stood for is gone."""


class LastOwnerError(RefusedError):
    """Without this person nobody could let others in."""


class ProviderAwayError(RefusedError):
    """A guild's sign-in server does not answer, or says what no such server says."""


class BadSignInError(RefusedError):
    """What a guild's sign-in server answered is not for us, not of this sign-in, or not its own."""


class NotAMemberError(RefusedError):
    """The guild says that the membership is none at present, or does not say that there is one."""


class UsedMembershipError(RefusedError):
    """The same membership stands behind another signature of the statement."""


class WrongCodeError(RefusedError):
    """Address and code do not belong together, or the code's time or tries are used up."""
