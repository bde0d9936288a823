"""A form that someone sent: its input, where it came from, and how many came from there."""

import dataclasses
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings

from signatures.actions.guilds.codes.tries import Guesser
from signatures.actions.record_keeping import rate_limits
from signatures.errors import FloodError
from signatures.models import Guild, Occupation, Signature


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


def turn_of(source: Source) -> timedelta:
    """Count this form for its source; return how long its e-mail must wait."""
    if source.shared:
        return timedelta(0)
    most = settings.QUICK_SOURCE_LIMITS if source.quick else settings.SOURCE_LIMITS
    flood = settings.SOURCE_FLOOD
    who = f"{'quick' if source.quick else 'source'} {source.limited}"
    hits = rate_limits.count(who, {*most, *flood})
    if over := rate_limits.exceeded(hits, flood):
        raise FloodError(over)
    return rate_limits.wait(hits, most)
