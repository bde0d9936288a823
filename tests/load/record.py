"""The record of a run, in steps of ten seconds."""

from array import array
from collections import Counter, defaultdict

STEP = 10  # seconds
READERS = ("statement", "list", "second page", "search", "card.png", "CSS")
GROUPS = {"readers": READERS, "polls": ("count",), "signed": ("sign",), "confirmed": ("confirm",)}
KINDS = (*READERS, "count", "sign", "sent", "opened", "confirm")


class Record:
    """One run's record. Times are those of the event loop; `began` is the start of arrivals."""

    def __init__(self, began):
        self.began = began
        self.offered, self.answered, self.errors = Counter(), Counter(), Counter()
        self.took = defaultdict(lambda: array("f"))  # ms, by step and kind
        self.behind = defaultdict(lambda: array("f"))  # ms by which the generator was late, by step
        self.waits = defaultdict(list)  # seconds, by what people waited for
        self.cpu = []  # (second, CPU seconds by group)

    def step(self, moment):
        return int((moment - self.began) // STEP)

    def offer(self, kind, due, now):
        step = self.step(due)
        self.offered[step, kind] += 1
        self.behind[step].append((now - due) * 1000)

    def answer(self, kind, due, now):
        """Count an answer in the step it arrived, and its time in the step it was due."""
        self.answered[self.step(now), kind] += 1
        self.took[self.step(due), kind].append((now - due) * 1000)

    def error(self, kind, what):
        self.errors[kind, what] += 1

    def total(self, counter, kinds):
        return sum(number for (_, kind), number in counter.items() if kind in kinds)
