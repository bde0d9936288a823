"""Tests of the layout: test modules, migrations, requirements and labels of forms."""

import ast
import re
from pathlib import Path

import pytest

from signatures.forms.organizations.endorsements import EndorseForm
from signatures.forms.own.own_signature import AskForm, CodeForm
from signatures.forms.signing import SignForm
from tests.conftest import ALONE, AT_SECOND_SITE, FIRST, LAST, SECOND_SITE, place, scope

ROOT = Path(__file__).parent.parent
APP = ROOT / "signatures"


def python_files(folder):
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def imported(path):
    """Return the names of the modules that a file imports, and of the objects from them."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


# Django compares these with those of the fields, so a copy would count as a change of the model.
CALLED_BY_FIELDS = {"every_form_field", "languages", "new_invitation", "not_reserved"}


@pytest.mark.table("path", sorted((APP / "migrations").glob("0*.py")))
def test_migration_imports_no_code_that_may_change(path):
    source = path.read_text()
    ours = {name for name in imported(path) if name.split(".")[0] in ("signatures", "letter_site")}

    assert ours <= {"signatures.models.statement"}
    assert set(re.findall(r"signatures\.models\.statement\.(\w+)", source)) <= CALLED_BY_FIELDS


REQUIREMENTS = ["requirements.txt", "tests/requirements.txt"]
REQUIREMENTS += ["tests/provider/independent/requirements.txt"]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_and_says_where(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line.strip()]
    packages = [line for line in lines if not line.startswith(("#", "-r "))]

    assert packages
    for line in packages:
        assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==\S+( ; .+)?  # \S.+", line), line


def test_module_of_actions_has_a_test_module_of_its_name():
    actions, tests = APP / "actions", ROOT / "tests/actions"
    modules = {
        path.relative_to(actions).with_suffix("").as_posix(): path
        for path in python_files(actions)
        if path.stem != "__init__"
    }

    untested = {
        name
        for name, path in modules.items()
        if not (tests / path.relative_to(actions)).with_name(f"test_{path.name}").exists()
    }

    assert untested == set()


@pytest.mark.parametrize("form", [SignForm, CodeForm, EndorseForm, AskForm], ids=str)
def test_field_of_a_public_form_has_a_label(form):
    """The page and the list of errors name a field by its label."""
    hidden = {"text_sha256", "stamp", "invitation"}
    shown = {name: field for name, field in form.base_fields.items() if name not in hidden}

    assert [name for name, field in shown.items() if not field.label] == []


def test_files_that_run_first_last_or_alone_exist():
    scopes = {*FIRST, LAST, *ALONE, *AT_SECOND_SITE} - {SECOND_SITE}
    paths = [ROOT / (each if each.endswith(".py") else f"tests/{each}") for each in scopes]

    assert [path for path in paths if not path.exists()] == []


def test_tests_that_share_a_site_are_together_and_those_that_compare_times_are_last():
    shared = ["tests/journeys/test_list.py::test_a[b]", "tests/faults/test_loops_go_on.py::test_a"]
    shared += [f"{AT_SECOND_SITE[0]}::test_a", f"{AT_SECOND_SITE[-1]}::test_b"]
    others = ["tests/test_tokens.py::test_a", "tests/views/desk/test_rights.py::test_a"]
    last = f"{LAST}::test_a"

    scopes = [scope(each) for each in (last, *others, *reversed(shared))]

    assert sorted(scopes, key=place) == [
        "journeys",
        SECOND_SITE,
        SECOND_SITE,
        "faults",
        "tests/views/desk/test_rights.py",
        "tests/test_tokens.py",
        LAST,
    ]
