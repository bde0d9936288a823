"""A record of each request of the clients: a line when it begins, and a line when it ends."""

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass

EXPECTED = {0, 200, 302, 429, 503}  # 0: no answer came
OK, FAIL, UNKNOWN = "ok", "fail", "unknown"  # unknown: no answer came


@dataclass(frozen=True)
class Attempt:
    kind: str  # "sign", "confirm" or "read"
    email: str  # or the address of the page that was read
    outcome: str
    status: int  # 0 if no answer came
    seconds: float


class History:
    """Attempts of all clients, in the order in which they ended.

    With a ``file``, each is also written there: as "invoke" when it begins, and as "ok", "fail"
    or "unknown" when it ends.
    """

    def __init__(self, file=None):
        self.attempts = []
        self.begun = 0
        self._file = file
        self._lock = threading.Lock()

    def asked(self, kind, email, ask, is_ok):
        """Call ``ask``, write down what came of it, and return whether it was a success."""
        number = self._begin(kind, email)
        answer, seconds = timed(ask)
        outcome = UNKNOWN if answer is None else OK if is_ok(answer) else FAIL
        attempt = Attempt(kind, email, outcome, answer.status if answer else 0, seconds)
        self.add(attempt, number)
        return outcome == OK

    def _begin(self, kind, email):
        with self._lock:
            self.begun += 1
            self._write({"number": self.begun, "type": "invoke", "kind": kind, "email": email})
            return self.begun

    def add(self, attempt, number=None):
        with self._lock:
            self.attempts.append(attempt)
            self._write(
                {
                    "number": number,
                    "type": attempt.outcome,
                    "status": attempt.status,
                    "seconds": round(attempt.seconds, 4),
                }
            )

    def note(self, what, **more):
        """Write down what else happened: a fault, an e-mail that came, an excuse."""
        with self._lock:
            self._write({"type": what, **more})

    def note_mails(self, mails, excuses):
        """Write down each e-mail that came and each excuse, with the time of the clock."""
        ahead = time.time() - time.monotonic()
        for each in mails:
            came = round(ahead + each.came_at, 3)
            self.note("mail", email=each.to, id=each.id, subject=each.subject, came=came)
        for each in excuses:
            began, ended = (round(ahead + at, 3) for at in (each.began, each.ended))
            self.note("excuse", began=began, ended=ended, number=each.number)

    def _write(self, line):
        if self._file:
            print(json.dumps({"at": round(time.time(), 3), **line}), file=self._file, flush=True)

    def people(self, kind, outcome):
        return {
            each.email for each in self.attempts if (each.kind, each.outcome) == (kind, outcome)
        }

    def figures(self):
        """Return counts, the share of attempts that were not ok, and the slowest and usual time."""
        ended = [each for each in self.attempts if each.kind == "sign"]
        counts = Counter(each.outcome for each in ended)
        seconds = sorted(each.seconds for each in ended if each.outcome == OK) or [0]
        return {
            "signs": len(ended),
            **{outcome: counts[outcome] for outcome in (OK, FAIL, UNKNOWN)},
            "not_ok_percent": round(100 * (1 - counts[OK] / max(1, len(ended))), 1),
            "confirmed": len(self.people("confirm", OK)),
            "read": sum((each.kind, each.outcome) == ("read", OK) for each in self.attempts),
            "p95_ms": round(1000 * seconds[int(0.95 * (len(seconds) - 1))]),
            "slowest_ms": round(1000 * seconds[-1]),
        }

    def wrong_answers(self):
        """Return the answers that are neither the page of a success nor an honest refusal."""
        return sorted(
            {
                (each.kind, each.status)
                for each in self.attempts
                if each.status not in EXPECTED
                or (each.outcome == FAIL and each.status in (200, 302))
            }
        )


def timed(call):
    """Return what ``call`` returns, None if no answer came, and the seconds it took."""
    began = time.monotonic()
    try:
        answer = call()
    except (OSError, http.client.HTTPException):
        answer = None
    return answer, time.monotonic() - began
