"""Invented signatures, spread over time like those of real campaigns."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import count, cycle, islice
from math import isqrt
from random import Random
from typing import Any

from django.db.models import Max

from signatures.actions.imports.demonstration import SignatureRow
from signatures.management.demonstration.people import Person, people
from signatures.models import Signature, Statement
from signatures.models.signature import found_by

State = Signature.State
Display = Signature.Display

DAY = timedelta(days=1)

_found_by = cache(found_by)  # the same people of TOWN sign repeatedly
DOMAINS = ["example.org", "example.net", "example.com"]  # reserved for examples by RFC 2606
ADDRESS = r"^signatory-\d{6}@example\.(org|net|com)$"
DISPLAYS = [Display.FULL] * 16 + [Display.NAME] * 2 + [Display.ANONYMOUS, Display.COUNTED]

TOWN = 50_000  # people; after so many, the same names and credits repeat
# Places among every 250 signatures with another state, all early, so that a small crowd has them.
OTHER_STATES = {7: State.HELD, 13: State.REJECTED, 19: State.WITHDRAWN, 25: State.PENDING}


def crowd(
    statement: Statement,
    number: int,
    *,
    first: int,
    occupations: dict[str, tuple[int, str]],
    guilds: list[int],
    now: datetime,
) -> Iterator[SignatureRow]:
    """Yield ``number`` signatures of ``statement``, oldest first.

    They are the same each time except for their dates, which end at ``now``. The numbers in their
    addresses begin at ``first``. ``occupations`` are ids and names by slug, ``guilds`` are ids.
    """
    random = Random(f"{statement.slug} {first}")  # noqa: S311 - invented people
    names = {slug: name for slug, (_, name) in occupations.items()}
    until = min(now, statement.closes_at or now)
    proven = signing_times(random, number, statement, until)
    persons = cycle(islice(people(random, names), TOWN))
    for place, at, person in zip(count(first), proven, persons, strict=False):
        occupation, _ = occupations.get(person.occupation, (None, ""))
        row = _published(random, place, at, person, occupation, _guild_ids(place, guilds))
        other = OTHER_STATES.get(place % 250)
        yield _moved(row, other, now) if other else row


def next_number(statement: Statement) -> int:
    """Return the number after the highest in the crowd's addresses among its signatures."""
    ours = Signature.objects.filter(statement=statement, mailbox__regex=ADDRESS)
    last = ours.aggregate(last=Max("mailbox"))["last"]
    return int(last[10:16]) + 1 if last else 1


def signing_times(
    random: Random, number: int, statement: Statement, until: datetime
) -> Iterator[datetime]:
    """Yield ``number`` times between the opening and ``until``, in the order of their days."""
    first = statement.opens_at + timedelta(minutes=10)  # time to receive and read the e-mail
    days = max(1, (until - first) // DAY)
    published = ((statement.publishes_at or first) - statement.opens_at) // DAY
    weights = [_interest(random, since, since - published) for since in range(days)]
    for since in sorted(random.choices(range(days), weights, k=number)):
        yield first + (since + random.random()) * (until - first) / days


def _published(
    random: Random,
    place: int,
    at: datetime,
    person: Person,
    occupation: int | None,
    guild_ids: list[int],
) -> SignatureRow:
    email = f"signatory-{place:06}@{DOMAINS[place % 3]}"
    display = random.choice(DISPLAYS)
    return SignatureRow(
        state=State.PUBLISHED,
        public_id=uuid.UUID(int=random.getrandbits(128), version=4),
        name=person.name,
        credit=person.credit,
        occupation_id=occupation,
        country=person.country,
        display=display,
        updates=random.random() < 0.3,
        email=email,
        mailbox=email,  # lower case without a tag, so both folded forms are the same
        mailbox_soft=email,
        hold_reasons=[],
        signed_at=at - timedelta(seconds=random.uniform(20, 600)),
        attested_at=at,
        published_at=at,
        withdrawn_at=None,
        guild_ids=guild_ids,
        **_noted(guild_ids, at),
        **_found_by(person.name, person.credit, display),
    )


def _noted(guild_ids: list[int], at: datetime) -> dict[str, Any]:
    """Return the columns on a signature's proofs that a database trigger would set."""
    if not guild_ids:
        return {"verified_by": None, "verified_as_of": None}
    return {"verified_by": ["email", "guild_code"], "verified_as_of": at}


def _guild_ids(place: int, guilds: list[int]) -> list[int]:
    """Return the guild id of every fourth place. Later ``guilds`` get more signatures."""
    if place % 4 or not guilds:
        return []
    return [guilds[isqrt(place // 4 % len(guilds) ** 2)]]


def _interest(random: Random, opened: int, published: int) -> float:
    """Return the weight of a day that is ``opened`` days after the opening.

    ``published`` is the number of days since publication, negative before it.
    """
    launch = 12 / (1 + published) if published >= 0 else 0
    week = 0.5 if opened % 7 in (5, 6) else 1
    news = 4 if opened % 17 == 11 else 1
    return (6 / (1 + opened) + launch + 0.5 * news) * week * random.uniform(0.7, 1.3)


def _moved(row: SignatureRow, state: State, now: datetime) -> SignatureRow:
    """Return ``row`` in another state, as the constraints of the model require."""
    moved = row._replace(state=state, published_at=None)
    if state == State.PENDING:
        # Recent, because old pending signatures are deleted.
        at = now - timedelta(hours=row.public_id.int % 48)
        unproven = {"attested_at": None, "guild_ids": [], **_noted([], at)}
        return moved._replace(signed_at=at, **unproven)
    if state == State.WITHDRAWN:
        erased = {
            **dict.fromkeys(["name", "credit", "country", "email"], ""),
            **dict.fromkeys(["occupation_id", "mailbox", "mailbox_soft"]),
            **_found_by("", "", row.display),
        }
        return moved._replace(withdrawn_at=now, updates=False, **erased)
    return moved._replace(hold_reasons=["organizer"] if state == State.HELD else [])
