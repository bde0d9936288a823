"""Results of sample audits in numbers and words, with confidence intervals."""

import dataclasses
import math
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q
from django.utils.formats import number_format

from signatures.models import Audit, AuditedSignature
from signatures.renditions.signatories import in_words

Answer = AuditedSignature.Answer
Z = 1.959963984540054  # 95 % of a normal distribution lie within this many deviations


@dataclasses.dataclass(frozen=True)
class Share:
    """A share, ``part`` of ``whole`` > 0, with its 95 % interval."""

    part: int
    whole: int

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.part, self.whole)

    @property
    def value(self) -> float:
        return self.part / self.whole

    @property
    def words(self) -> str:
        return _percent(self.value)

    @property
    def low(self) -> str:
        return _percent(self.interval[0])

    @property
    def high(self) -> str:
        return _percent(self.interval[1])

    @property
    def drawn(self) -> dict[str, str]:
        """The positions of the bar and its interval, in percent of the width."""
        low, high = self.interval
        places = {"bar": self.value, "low": low, "high": high, "across": high - low}
        return {name: f"{100 * place:.2f}" for name, place in places.items()}


@dataclasses.dataclass(frozen=True)
class Result:
    """The result of an audit so far. ``waiting`` e-mails are on their way or were lost."""

    asked: int
    delivered: int
    bounced: int
    yes: int
    no: int

    @property
    def answered(self) -> int:
        return self.yes + self.no

    @property
    def silent(self) -> int:
        return self.asked - self.answered

    @property
    def waiting(self) -> int:
        return self.asked - self.delivered - self.bounced

    @property
    def of_answers(self) -> Share | None:
        """The share of yes among those who answered."""
        return Share(self.yes, self.answered) if self.answered else None

    @property
    def at_worst(self) -> Share | None:
        """The share of yes if everyone who did not answer had said no."""
        return Share(self.yes, self.asked) if self.answered else None


@dataclasses.dataclass(frozen=True)
class Line:
    """One audit as the public sees it."""

    day: str
    asked: int
    answered: int
    share: str  # "" if no one answered


@dataclasses.dataclass(frozen=True)
class Choice:
    """One sample size: how many e-mails it takes, and its result if everyone answers yes."""

    percent: int
    mails: int
    at_best: str


def choices(signatories: int, percents: Iterable[int]) -> list[Choice]:
    """Return a choice for each of ``percents``; e-mails are rounded up, as in the draw."""
    mails = {percent: -(-signatories * percent // 100) for percent in percents}
    return [Choice(percent, n, Share(n, n).low if n else "") for percent, n in mails.items()]


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the ends of the 95 % score interval (Wilson 1927) of ``part`` in ``whole`` > 0.

    Unlike the textbook interval it stays within 0 and 1, and is meaningful for few or unanimous
    answers: for 10 of 10 it is 0.722 to 1.
    """
    share = part / whole
    centre = share + Z**2 / (2 * whole)
    reach = Z * math.sqrt((share * (1 - share) + Z**2 / (4 * whole)) / whole)
    scale = 1 + Z**2 / whole
    low = (centre - reach) / scale if part else 0.0
    high = (centre + reach) / scale if part < whole else 1.0
    return low, high


def counted(audit: Audit) -> dict[str, int]:
    """Return the counts of an audit whose answers are still kept, by the fields of Result."""
    return AuditedSignature.objects.filter(audit=audit).aggregate(
        asked=Count("pk"),
        delivered=Count("pk", filter=Q(mail__sent_at__isnull=False)),
        bounced=Count("pk", filter=Q(mail__failed_at__isnull=False)),
        yes=Count("pk", filter=Q(answer=Answer.YES)),
        no=Count("pk", filter=Q(answer=Answer.NO)),
    )


def result(audit: Audit) -> Result:
    """Return the result of an audit so far, or its final result once it has ended."""
    if audit.ended_at is None:
        return Result(**counted(audit))
    return Result(audit.asked, audit.delivered, audit.bounced, audit.yes, audit.no)


def lines(audits: Iterable[Audit]) -> list[Line]:
    return [_line(audit.drawn_at, result(audit)) for audit in audits if audit.drawn_at]


def _line(drawn_at: datetime, found: Result) -> Line:
    share = found.of_answers
    return Line(in_words(drawn_at), found.asked, found.answered, share.words if share else "")


def _percent(fraction: float) -> str:
    """Return a percentage such as "99.3". Only a whole is 100.0: a part is never rounded up."""
    tenths = min(round(1000 * fraction), 1000 if fraction == 1 else 999)
    return number_format(tenths / 10, decimal_pos=1)
