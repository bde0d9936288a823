"""An attack on a roster: someone with many sources tries numbers and a common surname.

Here are the first guesses of it. All 100,000 from 1,000 sources on 5,000 members:

    GUESSES=100000 SOURCES=1000 MEMBERS=5000 \\
    python -m pytest -s --timeout=0 tests/actions/guilds/test_guessing.py
"""

import os
import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from signatures.actions.guilds.roster import claims
from signatures.actions.signing import sign as signing
from signatures.errors import NotOnRosterError, PausedWayError, TooManyGuessesError
from signatures.models import OutgoingMail
from signatures.tokens import read_guild_code
from tests.factories import (
    make_codes,
    make_guild,
    make_officer,
    make_roster,
    make_signature,
    make_text,
)

GUESSES = int(os.environ.get("GUESSES", "600"))
SOURCES = int(os.environ.get("SOURCES", "30"))
MEMBERS = int(os.environ.get("MEMBERS", "300"))
DIGITS = int(os.environ.get("DIGITS", "7"))  # of member numbers; 0: they run from 1 on
WHOLE = 100_000
COMMON = "Smith"  # the surname of one member in a hundred, as in a guild of English speakers
TRIES = 5  # of one signature in a day


@dataclass
class Result:
    looked_at: int = 0
    found: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    alarm_after: timedelta | None = None
    others: int = 0  # members of another guild who proved their membership meanwhile


class Town:
    """The attacked guild, and another one."""

    def __init__(self):
        self.most = 10**DIGITS if DIGITS else MEMBERS
        numbers = random.Random(7).sample(range(1, self.most + 1), MEMBERS)
        people = [
            (str(number), COMMON if at % 100 == 0 else f"Name{number}x", "")
            for at, number in enumerate(numbers)
        ]
        self.guild = make_guild(slug="tin", methods=["guild_roster", "guild_code"])
        self.other = make_guild(slug="zinc", methods=["guild_roster", "guild_code"])
        make_officer(self.guild, email="olga@tin.example")
        make_roster(self.guild, *people)
        make_roster(self.other, *((str(each), "Land", "") for each in range(1, 31)))
        self.text = make_text()
        self.codes = make_codes(self.guild, 30)[1]

    def attack(self, hours):
        """Guess at the pace of WHOLE in ``hours``; let a member of each guild sign in between."""
        result, rng = Result(), random.Random(8)
        step, every = timedelta(hours=hours) / WHOLE, GUESSES // 20
        signature, start = make_signature(self.text), timezone.now()
        alarms = OutgoingMail.objects.filter(kind=OutgoingMail.Kind.ACCOUNT_NOTICE)
        with time_machine.travel(start, tick=False) as clock:
            for number in range(GUESSES):
                if result.looked_at % TRIES == 0:
                    signature = make_signature(self.text)
                self._guess(signature, number % SOURCES, rng, result)
                if number % every == every - 1:
                    self._members_sign(number // every, result)
                if result.alarm_after is None and alarms.exists():
                    result.alarm_after = timezone.now() - start
                clock.shift(step)
        return result

    def _guess(self, signature, source, rng, result):
        member = claims.Member(str(rng.randrange(1, self.most + 1)), COMMON)
        try:
            claims.claim(signature, member, guild=self.guild, source=_source(source))
            result.found += 1
        except NotOnRosterError:
            pass
        except (TooManyGuessesError, PausedWayError) as error:
            name = type(error).__name__
            result.refused[name] = result.refused.get(name, 0) + 1
            return
        result.looked_at += 1

    def _members_sign(self, number, result):
        member = claims.Member(str(number + 1), "Land")
        here = _source(SOURCES + number)
        claims.claim(make_signature(self.text), member, guild=self.other, source=here)
        code = read_guild_code(self.codes[number])
        mine = make_signature(self.text)
        signing.attest_by_code(mine, code, guild=self.guild, source=here)
        result.others += 1


def _source(number):
    network = f"10.{number // 250}.{number % 250}"
    return signing.Source(f"{network}.1/32", f"{network}.0/24")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hours", [1, 24])
def test_many_guesses_from_many_sources_find_no_one_and_members_go_on(hours):
    result = Town().attack(hours)

    print(f"\n{GUESSES} guesses, {WHOLE} in {hours} h, {DIGITS} digits: {result}")
    assert result.looked_at <= 2 * 21
    assert result.found == 0
    assert result.alarm_after is not None
    assert result.alarm_after <= timedelta(minutes=5)
    assert result.others == 20
