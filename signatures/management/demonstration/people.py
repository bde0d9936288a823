"""Names and credits of invented people, in many scripts.

Family names are made from words (ink, fog, paper, moonlight), so that no name belongs to a known
person. ``names.json`` has them, one group of names per line.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

NAMES: dict[str, Any] = json.loads(Path(__file__).with_name("names.json").read_bytes())
ANY_PEOPLE = [each for each in NAMES["peoples"] for _ in range(each["weight"])]

ON_STAGE = {"actor", "conductor", "dancer", "musician", "singer", "songwriter"}


class Person(NamedTuple):
    name: str
    credit: str
    occupation: str  # a slug, or ""
    country: str  # ISO 3166-1 alpha-2, or ""


def people(random: Random, occupations: dict[str, str]) -> Iterator[Person]:
    """Yield people endlessly, the same ones for the same ``random``.

    ``occupations`` are names by slug.
    """
    slugs = [*occupations, ""]
    while True:
        people = random.choice(ANY_PEOPLE)
        occupation = random.choice(slugs)
        country = random.choice(people["countries"]) if random.random() < 0.92 else ""
        credit = _credit(random, people["credits"], occupation, occupations.get(occupation, ""))
        yield Person(_name(random, people), credit, occupation, country)


def _name(random: Random, people: dict[str, Any]) -> str:
    given = random.choice(people["given"])
    second = random.choice(people["given"])
    family = random.choice(people["family"])
    other = random.choice(people["family"])
    form = random.choice(people["forms"])
    if second == given or other == family:
        form = people["forms"][0]
    return form.format(given=given, second=second, initial=second[0], family=family, other=other)


def _credit(random: Random, own: Sequence[str], slug: str, occupation: str) -> str:
    """Return a credit in one of the usual forms, or "".

    Some are in the person's ``own`` language.
    """
    chance = random.random()
    if chance < 0.3:
        return ""
    if chance < 0.5:
        return random.choice(own)
    if slug in ON_STAGE and chance < 0.75:
        return f"{occupation}, {random.choice(NAMES['ensembles'])}"
    if not occupation or chance > 0.9:
        return random.choice(NAMES["cities"])
    return f"{occupation}, “{random.choice(NAMES['works'])}”"
