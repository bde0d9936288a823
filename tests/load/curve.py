"""Arrival times: a quick rise, a short peak, a slow decay. No clock, no network."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

PER_CONFIRMATION = {"reader": 500 / 2, "poller": 200 / 2, "signer": 3 / 2}
OPENED = 2 / 3  # share of the e-mails that are opened
PEAK_FROM, PEAK_TO, LEFT = 0.1, 0.25, 0.1  # parts of the run; LEFT: of the peak


@dataclass(frozen=True)
class Launch:
    """A launch: `peak` confirmations a second at most, and `seconds` until the last arrival.

    Confirmations are not arrivals: they come from signers who open their e-mail. A `steady` one
    stays at its peak.
    """

    peak: float
    seconds: float
    shares: Mapping[str, float] = field(default_factory=lambda: PER_CONFIRMATION)
    steady: bool = False

    def arrivals(self, random):
        """Yield (second, kind) in order. People arrive at random, at the rate of that time."""
        most = self.peak * sum(self.shares.values())
        kinds, weights = list(self.shares), list(self.shares.values())
        moment = random.expovariate(most)
        while moment < self.seconds:
            if self.steady or random.random() < height(moment / self.seconds):
                yield moment, random.choices(kinds, weights)[0]
            moment += random.expovariate(most)


def height(part):
    """Return the share of the peak (0 to 1) at a part of the run (0 to 1).

    After the peak it decays towards LEFT.
    """
    if part < PEAK_FROM:
        return (1 - math.cos(math.pi * part / PEAK_FROM)) / 2
    if part <= PEAK_TO:
        return 1.0
    return LEFT + (1 - LEFT) * math.exp(-4 * (part - PEAK_TO))


def opens_after(random: Random):
    """Return the seconds until someone opens the e-mail, or None if they never do."""
    return 2 + min(random.expovariate(1 / 5), 25) if random.random() < OPENED else None
