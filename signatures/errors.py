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


class WrongCodeError(RefusedError):
    """Address and code do not belong together, or the code's time or tries are used up."""


class WrongGuildCodeError(RefusedError):
    """The guild's code was never one, or is used, ended, revoked, or another guild's."""


class TooManyGuessesError(RefusedError):
    """Too many wrong codes came from there; none is looked at for ``retry_after`` (timedelta)."""

    def __init__(self, retry_after: object) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class OtherGuildError(RefusedError):
    """This person acts for another guild already, and nobody acts for two."""


class SamePersonError(RefusedError):
    """Two different people are needed for this, and it was one."""


class TooManyCodesError(RefusedError):
    """More codes than the guild has members; ``left`` is how many there may still be."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class UsedBatchError(RefusedError):
    """Codes of this batch have been used, or it is over: it cannot be made anew."""
