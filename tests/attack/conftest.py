"""Short form in `make test`, long form in `make attack`; the figures end in var/attack.json."""

import datetime
import json
import os
from pathlib import Path

import pytest

LONG = os.environ.get("ATTACK") == "long"
REPORT = Path("var/attack.json")


def pytest_collection_modifyitems(items):
    for item in items:
        if LONG and "/attack/" in item.nodeid:
            item.add_marker(pytest.mark.timeout(14400))


@pytest.fixture
def figures(record_property):
    """Record what was tried and what came of it, for the table at the end."""

    def record(attack, **numbers):
        record_property("attack", {"attack": attack, **numbers})

    return record


def pytest_terminal_summary(terminalreporter):
    reports = [each for found in terminalreporter.stats.values() for each in found]
    rows = [
        {**value, "passed": report.passed}
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == "attack" and report.when == "call"
    ]
    if not (LONG and rows):
        return
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({"at": at, "command": "make attack", "rows": rows}, indent=1))
    terminalreporter.section(f"make attack, {at}")
    for row in rows:
        attack, passed = row.pop("attack"), row.pop("passed")
        about = ", ".join(f"{name} {value}" for name, value in row.items())
        terminalreporter.line(f"{'ok' if passed else 'FAILED':7} {attack:36} {about}")
