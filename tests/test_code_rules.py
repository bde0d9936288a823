"""Tests of the rules for code: sizes, checked types, and packages pinned by hash."""

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODELS = ROOT / "signatures/models"  # flat on purpose: a file per table

# The officers' tool is one file, as guilds run it on their own machines.
MAY_BE_LONG = {"signatures/text/fingerprints.py"}
LONGEST_FILE, LONGEST_FUNCTION, MOST_ENTRIES = 250, 40, 16
# Folders that still hold more. Shorten this list, never lengthen it.
MAY_BE_FULL = {
    "signatures": 20,
    "signatures/actions": 17,
    "signatures/management/commands": 17,
}


def own_code():
    return [
        path
        for folder in ("signatures", "letter_site")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def test_files_are_short():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in own_code()}

    assert {name for name, n in lengths.items() if n > LONGEST_FILE} == MAY_BE_LONG


def test_functions_are_short():
    lengths = {
        f"{name_of(path)} {node.name}": node.end_lineno - node.lineno + 1
        for path in own_code()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


def test_folders_hold_few_entries():
    folders = {path.parent for path in own_code()} - {MODELS}
    entries = {
        name_of(folder): len([each for each in folder.iterdir() if each.name != "__pycache__"])
        for folder in folders
    }

    assert {name: n for name, n in entries.items() if n > MOST_ENTRIES} == MAY_BE_FULL


def test_types_are_checked_in_every_module():
    """No module is left out of mypy except what makemigrations writes."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    left_out = [each["module"] for each in settings["overrides"] if "ignore_errors" in each]

    assert settings["files"] == ["signatures", "letter_site"]
    assert settings["exclude"] == ["^signatures/migrations/"]
    assert left_out == ["signatures.migrations.*"]
    assert all(settings[name] for name in ("disallow_untyped_defs", "check_untyped_defs"))


def pins(name):
    """Return the packages that a file pins, with their versions."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE)
    return {package.lower().replace("_", "-"): version for package, version in found}


def test_lock_pins_the_packages_of_requirements_by_hash():
    """After a change of requirements.txt, ``make lock`` makes the lock anew."""
    lock = "letter_site/deploy/requirements.lock"
    head, *entries = re.split(r"\n(?=\w)", (ROOT / lock).read_text())

    assert pins(lock) == pins("requirements.txt")
    assert "make lock" in head
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        assert "/" not in entry, entry


def test_sums_are_not_selected_by_values():
    """``values_list("state", Sum("amount"))`` groups by the primary key, so all rows come.

    ``values("state").annotate(n=Sum("amount"))`` groups by the state.
    """
    sums = {"Sum", "Count", "Max", "Min", "Avg"}
    faults = []
    for path in own_code():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in ("values", "values_list"):
                chosen = [*node.args, *(each.value for each in node.keywords)]
                faults += [f"{path}:{node.lineno}" for each in chosen if called(each) in sums]

    assert faults == []


def called(node):
    """Return the name of the function or method that is called, "" for anything else."""
    function = getattr(node, "func", None)
    return getattr(function, "attr", "") or getattr(function, "id", "")
