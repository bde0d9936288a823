"""A form that someone sent: its input, where it came from, and how long its e-mail waits."""

import dataclasses
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings

from signatures.actions.guilds.codes.tries import Guesser
from signatures.actions.monitoring import pressure
from signatures.actions.record_keeping import proof_of_work, rate_limits
from signatures.errors import FloodError, WorkNeededError
from signatures.models import Guild, Occupation, Signature, Statement
from signatures.text import addresses


@dataclasses.dataclass(frozen=True)
class SignatureInput:
    """The cleaned input of the signing form."""

    name: str
    email: str = ""
    guild: Guild | None = None
    guild_code: str = ""  # as tokens.read_guild_code returns it
    stamp: str = ""  # of the form, see tokens.new_stamp
    family_name: str = ""
    credit: str = ""
    occupation: Occupation | None = None
    country: str = ""
    display: str = Signature.Display.FULL
    updates: bool = False
    affiliation: str = ""
    quote: str = ""
    consents: Mapping[str, str] = dataclasses.field(default_factory=dict)  # words of ticked boxes
    altcha: str = ""  # the solution of a proof of work
    waits: bool = False  # sends the e-mail later instead
    is_nameless: bool = False  # signed by a code alone: the name is a placeholder, erased at once


@dataclasses.dataclass(frozen=True)
class Source:
    """The network a form came from. ``limited`` is what rate limits count (one IPv4 address or
    IPv6 /64), ``network`` is stored for a while (/24, /48). ``quick``: no one types that fast."""

    limited: str
    network: str
    quick: bool = False
    shared: bool = False

    @property
    def guesser(self) -> Guesser:
        return Guesser(self.limited, self.network, self.shared)


def turn_of(words: SignatureInput, source: Source, statement: Statement) -> timedelta:
    """Count this form for its source; return how long its e-mail must wait.

    Raises FloodError, and WorkNeededError if the wait is long and the form neither has a proof of
    work nor says that its sender waits. The address plays no part in that.
    """
    wait = _turn_of_source(source)
    if not words.email:
        return wait
    if pressure.is_hot(statement):
        wait = max(wait, settings.HOT_WAIT)
    if wait <= settings.WORK_ABOVE or words.waits:
        return wait
    return _turn_by_work(words, source, statement, wait)


def _turn_of_source(source: Source) -> timedelta:
    if source.shared:
        return timedelta(0)
    most = settings.QUICK_SOURCE_LIMITS if source.quick else settings.SOURCE_LIMITS
    flood = settings.SOURCE_FLOOD
    who = f"{'quick' if source.quick else 'source'} {source.limited}"
    hits = rate_limits.count(who, {*most, *flood})
    if over := rate_limits.exceeded(hits, flood):
        raise FloodError(over)
    return rate_limits.wait(hits, most)


def _turn_by_work(
    words: SignatureInput, source: Source, statement: Statement, wait: timedelta
) -> timedelta:
    by = addresses.mailbox(words.email)
    if not proof_of_work.redeem(words.altcha, statement=statement, by=by):
        raise WorkNeededError(wait, failed=bool(words.altcha))
    if source.shared:
        return timedelta(0)
    hits = rate_limits.count(f"solved {source.limited}", settings.SOLVED_LIMITS)
    return rate_limits.wait(hits, settings.SOLVED_LIMITS)
