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


class RunningAuditError(RefusedError):
    """One sample audit of this statement is running; another would ask the same people."""


class NobodyToAskError(RefusedError):
    """Nobody is published with an address and was not asked within the last month."""


class LastOwnerError(RefusedError):
    """Without this person nobody could let others in."""


class StaleEditError(RefusedError):
    """Someone else has changed or deleted this since it was shown; nothing was done."""


class InUseError(RefusedError):
    """Something still points to this row, so it cannot be deleted."""


class UnlikeError(RefusedError):
    """These words do not mean the same, as far as their letters tell."""


class TooManyError(RefusedError):
    """More rows than one press may change. ``most`` is how many may."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TooSlowError(RefusedError):
    """The database would take too long to answer. Worth asking again for less."""


class ProviderAwayError(RefusedError):
    """A guild's sign-in server does not answer, or says what no such server says."""


class BadSignInError(RefusedError):
    """What a guild's sign-in server answered is not for us, not of this sign-in, or not its own."""


class NotAMemberError(RefusedError):
    """The guild says that the membership is none at present, or does not say that there is one."""


class UsedMembershipError(RefusedError):
    """The same membership stands behind another signature of the statement."""


class WrongCodeError(RefusedError):
    """Address and code do not belong together, or the code no longer works."""


class TakenAddressError(RefusedError):
    """Another statement has this slug."""


class KeptAddressError(RefusedError):
    """People have signed at this address, and links lead there."""


class WrongGuildCodeError(RefusedError):
    """The guild's code was never one, or is used, ended, revoked, or another guild's."""


class TooManyGuessesError(RefusedError):
    """Too many wrong codes came from there; none is looked at for ``retry_after`` (timedelta)."""

    def __init__(self, retry_after: object) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class TooManyCodeTriesError(TooManyGuessesError):
    """Too many codes came without an address from there; with one they are still taken."""


class OtherGuildError(RefusedError):
    """This person acts for another guild already, and nobody acts for two."""


class SamePersonError(RefusedError):
    """Two different people are needed for this, and it was one."""


class TooManyCodesError(RefusedError):
    """More codes than the guild has members; ``left`` is how many there may still be."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class LateBatchError(RefusedError):
    """The codes of this batch cannot be made, or no longer: see GUILD_CODES_REPLACED_WITHIN."""


class TooManyTriesError(RefusedError):
    """Nobody may ask this guild to vouch for this signature again; see VOUCHING_TRIES."""


class NotOnRosterError(RefusedError):
    """Number and name are on no roster of the guild, or another signature has used them."""


class UsedRosterError(RefusedError):
    """This version of a roster is not in the state for that any more."""


class NotAtDomainError(RefusedError):
    """The signatory has confirmed no address at a domain of this guild's."""


class TakenDomainError(RefusedError):
    """Another guild has shown that this domain is its own."""


class NoRecordError(RefusedError):
    """The domain's DNS does not hold what it should, or not yet."""


class DnsAwayError(RefusedError):
    """No answer came from the DNS in time; says nothing about the domain."""


class UnknownMailError(Exception):
    """This version of the site knows no e-mail of this kind, and so cannot word or address it."""
