"""Every address × every role: what GET and POST answer (access.txt), with safe headers.

`make attack` asks as every role. The short form asks as nobody and as one other role, which is
another one from line to line.
"""

import re
from pathlib import Path

import pytest

from tests.attack import headers
from tests.attack.conftest import LONG
from tests.attack.world import ROLES, UNWELL, World, addresses, ask
from tests.views.desk.test_every_change_is_logged import _dns  # noqa: F401

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("access.txt")
FOUND = "var/access-{}.txt"  # what the site answers, where it differs from the table
METHODS = ["GET", "POST"]
SIGNED_IN = ["accounts", "admin", "desk", "guilds"]
PARTS = [*SIGNED_IN, "links", "public"]  # links: what an e-mail leads to


def part_of(route: str) -> str:
    first = route.split("/")[1]
    return first if first in SIGNED_IN else "links" if "<token>" in route else "public"


def line(route: str, answers: dict[str, str]) -> str:
    """Return the line of the table: the commonest answer is that of the "others"."""
    groups: dict[str, list[str]] = {}
    for role, answer in answers.items():
        groups.setdefault(answer, []).append(role)
    *few, most = sorted(groups.items(), key=lambda group: len(group[1]))
    told = [f"{answer} {', '.join(roles)}" for answer, roles in few]
    return f"{route:52} {'; '.join([*told, f'{most[0]} ' + ('others' if few else 'everyone')])}"


def read(row: str) -> dict[str, str]:
    """Return the answer to each role that a line of the table promises."""
    told = [each.strip().split(" ", 1) for each in row[len(row.split()[0]) :].split(";")]
    named = {role: answer for answer, roles in told for role in roles.split(", ")}
    rest = named.get("others") or named.get("everyone", "")
    return {role: named.get(role, rest) for role in ROLES}


def table() -> dict[str, str]:
    lines = TABLE.read_text().splitlines()
    return {each.split()[0]: each for each in lines if each.startswith("/")}


def asked(number: int, promised: dict[str, str]) -> list[str]:
    """Return the roles to ask as: in the short form nobody and another in each line."""
    if LONG or not promised:
        return ROLES
    nobody, *others = ROLES
    return [nobody, others[number % len(others)]]


def status(route: str, answer) -> str:
    """Return the status; that something else is unwell, as in other tests, counts as well."""
    return "200" if route in UNWELL and answer.status_code == 503 else str(answer.status_code)


def test_every_address_has_a_line_in_the_table():
    assert {each.route for each in addresses()} == set(table())


def test_lines_of_the_table_are_read_as_they_are_written():
    for route, row in table().items():
        assert re.sub(" +", " ", line(route, read(row))) == re.sub(" +", " ", row)


@pytest.mark.parametrize("part", PARTS)
def test_answers_are_those_of_the_table(part, figures, settings):
    # However long this takes: everyone has just shown their second factor.
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 86_400
    world, found, rows = World(), {}, table()
    mine = [each for each in addresses() if part_of(each.route) == part]
    number, wrong = 0, []

    for index, address in enumerate(mine):
        promised = read(rows[address.route]) if address.route in rows else {}
        answers = dict(promised)
        with world.at(address) as (paths, typed):
            for role in asked(index, promised):
                got = [ask(world.clients[role], each, paths[role], typed) for each in METHODS]
                answers[role] = "/".join(status(address.route, each) for each in got)
                wrong += [fault for each in got for fault in headers.faults(address.route, each)]
                number += 2
        found[address.route] = line(address.route, answers)

    figures(f"access: {part}", addresses=len(mine), requests=number)
    wanted = {route: row for route, row in rows.items() if part_of(route) == part}
    if found != wanted:
        Path("var").mkdir(exist_ok=True)
        Path(FOUND.format(part)).write_text("\n".join(found.values()) + "\n")
    assert found == wanted
    assert wrong == []
