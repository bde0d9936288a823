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


class ChangedMeanwhileError(RefusedError):
    """Somebody else has changed or deleted this row since it was shown."""


class InUseError(RefusedError):
    """Something still points to this row, so it cannot be deleted."""


class UnlikeError(RefusedError):
    """These words do not mean the same, as far as their letters tell."""


class WrongCodeError(RefusedError):
    """Address and code do not belong together, or the code's time or tries are used up."""
