"""Random faults for a long time, and whether the memory of the programs grows."""

import random
import statistics
import threading
from contextlib import suppress

import psutil

from tests.faults.drill import injected
from tests.faults.drill.injected import processes
from tests.faults.drill.run import drilled

FAULT_SECONDS, WELL_SECONDS = 10, 20
MEMORY_EVERY = 5  # seconds


def row(site, minutes, rate, file):
    """Inject a random fault twice a minute, and return a row of the table with the memory."""
    chance = random.Random(minutes)
    number = max(1, round(minutes * 60 / (FAULT_SECONDS + WELL_SECONDS)))
    faults = [chance.choice(injected.ALL) for _ in range(number)]
    ended = threading.Event()
    memory = Memory(site)
    watching = threading.Thread(target=memory.watch, args=[ended])
    watching.start()
    try:
        done = drilled(
            site,
            faults,
            FAULT_SECONDS,
            rate,
            name="soak",
            file=file,
            between=lambda: ended.wait(WELL_SECONDS),
        )
    finally:
        ended.set()
        watching.join()
    return {**done, "faults": [each.__name__ for each in faults], "memory": memory.growth()}


class Memory:
    """Samples of the memory that each program's largest process has for itself, in MB."""

    def __init__(self, site):
        self.site = site
        self.samples = {"web": [], "worker": []}

    def watch(self, ended):
        while not ended.wait(MEMORY_EVERY):
            for name, samples in self.samples.items():
                if found := [_own(each) for each in processes(getattr(self.site, name))]:
                    samples.append(max(found))

    def growth(self):
        """Return the medians of the second and the last quarter, and the growth in percent."""
        return {name: _grown(samples) for name, samples in self.samples.items() if samples}


def _own(process):
    with suppress(psutil.Error):
        return process.memory_full_info().uss / 1e6
    return 0.0


def _grown(samples):
    quarter = max(1, len(samples) // 4)
    early = statistics.median(samples[quarter : 2 * quarter] or samples)
    late = statistics.median(samples[-quarter:])
    return round(early, 1), round(late, 1), round(100 * (late / max(early, 0.1) - 1), 1)
