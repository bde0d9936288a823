"""Tests of the architecture: layers of imports, names and templates."""

import ast
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "signatures"
TEMPLATES = ROOT / "templates"
# A layer may import the layers before it in this list, but none after it.
LAYERS = [
    "errors",
    "text",
    "policy",
    "tokens",
    "checks",
    "models",
    "mail",
    "renditions",
    "actions",
    "forms",
    "tasks",
    "management",
    "views",
    "admin",
    "urls",
]
NOT_LAYERS = {"README", "__init__", "__pycache__", "apps", "migrations", "locale"}
FOLDERS = {"letter_site", "signatures", "templates", "static", "tests"}
FILES = {
    "manage.py",
    "requirements.txt",
    "README.md",
    "Makefile",
    "pyproject.toml",
    "CHANGELOG.md",
    "LICENSE",
    "Dockerfile",
    "compose.yaml",
}
MEANINGLESS_NAMES = {"utils", "util", "helpers", "common", "lib", "services", "selectors", "misc"}


def python_files(folder):
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def templates(pattern="*.*"):
    return sorted(TEMPLATES.rglob(pattern))


def imported(path):
    """Return the names of the modules that a file imports, and of the objects from them."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layers_imported(path):
    parts = (name.split(".") for name in imported(path))
    return {each[1] for each in parts if each[0] == "signatures" and len(each) > 1} & set(LAYERS)


def test_every_layer_is_on_the_list():
    assert {path.stem for path in APP.iterdir()} - NOT_LAYERS == set(LAYERS)


@pytest.mark.table("layer", LAYERS)
def test_imports_point_one_way(layer):
    files = [APP / f"{layer}.py", *(APP / layer).rglob("*.py")]
    later = set(LAYERS[LAYERS.index(layer) + 1 :])

    for path in filter(Path.exists, files):
        assert not layers_imported(path) & later, path


def test_layers_below_the_views_know_nothing_of_requests():
    doors = {"views", "admin", "urls", "apps"}

    for path in python_files(APP):
        layer = path.relative_to(APP).parts[0].removesuffix(".py")
        names = set() if layer in doors else set(imported(path))
        assert not {name for name in names if name.startswith("django.http")}, path


@pytest.mark.parametrize("layer", ["text", "errors", "policy"])
def test_pure_layers_import_no_framework(layer):
    files = [APP / f"{layer}.py", *(APP / layer).rglob("*.py")]

    for path in filter(Path.exists, files):
        assert not {name for name in imported(path) if name.startswith(("django", "celery"))}, path


def test_the_service_does_not_lean_on_the_site():
    for path in python_files(APP):
        assert not {name for name in imported(path) if name.startswith("letter_site")}, path


def test_top_level_holds_what_the_plan_names():
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    visible = [path for path in listed if not path.startswith(".")]

    assert {path.split("/")[0] for path in visible if "/" in path} == FOLDERS
    assert {path for path in visible if "/" not in path} <= FILES


def test_no_module_has_a_name_that_says_nothing():
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            assert path.stem not in MEANINGLESS_NAMES, path


def test_public_views_know_nothing_of_sessions():
    words = re.compile(r"csrf|\.session|request\.user\b|contrib\.(auth|messages|sessions)|_cookie")

    signed_in = {APP / "views" / each for each in ("access", "desk", "officers", "members/sign_in")}
    public = [path for path in python_files(APP / "views") if not signed_in & {*path.parents}]

    for path in public:
        assert not words.findall(path.read_text()), path


def test_functions_are_typed():
    for path in python_files(APP):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            untyped = [a.arg for a in every if not a.annotation and a.arg not in ("self", "cls")]
            assert not untyped, f"{path}:{node.lineno} {untyped}"
            assert node.returns, f"{path}:{node.lineno} returns what?"


class InlineCode(HTMLParser):
    """A parser that collects what a strict Content-Security-Policy blocks."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        for name, value in attributes:
            is_code = name == "style" or name.startswith("on")
            if is_code or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}")


def plain(path):
    """Return a template without template syntax; each tag becomes a space."""
    silent = [
        r"\{#.*?#\}",
        r"\{% comment %\}.*?\{% endcomment %\}",
        r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}",
        r"\{% block body_class %\}.*?\{% endblock %\}",
    ]
    source = re.sub("|".join(silent), "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", source)


@pytest.mark.table("path", templates("*.html"))
def test_template_holds_no_inline_code(path):
    parser = InlineCode()

    parser.feed(plain(path))

    # The site's policy does not apply to e-mails, and an e-mail must not load a style sheet.
    is_mail_layout = path.relative_to(TEMPLATES).as_posix() == "emails/_layout.html"
    assert parser.found == (["style"] if is_mail_layout else [])


# The guides are whole documents in English, as the desk that they explain may be.
@pytest.mark.table("path", [each for each in templates() if each.parent.name != "help"])
def test_template_wraps_its_words_for_translation(path):
    source = re.sub(r"<(style|code)>.*?</\1>", "", plain(path), flags=re.DOTALL)
    shown = re.findall(r"\b(?:alt|aria-label|placeholder|title)=\"([^\"]*)\"", source)
    words = [re.sub(r"<[^>]*>", " ", source), *shown]

    assert not re.findall(r"[^\W\d_]{2,}", " ".join(words))


@pytest.mark.table("path", templates("_*.*"))
def test_partial_says_what_it_needs_before_anything_else(path):
    source = re.sub(r"^(\{% load [^%]+%\})+", "", path.read_text())

    assert re.match(r"\{# .*[Nn]eeds.* #\}", source)


@pytest.mark.table("path", templates())
def test_partials_get_only_what_they_are_given(path):
    includes = re.findall(r"\{% include .*?%\}", path.read_text())
    ours = [each for each in includes if "socialaccount/" not in each and "mfa/" not in each]

    assert [each for each in ours if not each.endswith(" only %}")] == []


def test_pages_name_no_address_of_others():
    address = re.compile(r"""(?:https?:|["'(=\s])//[\w.-]+\.\w+""")
    shown = [
        path
        for folder in (TEMPLATES, ROOT / "static")
        for path in folder.rglob("*.*")
        if path.suffix in (".html", ".css", ".js", ".svg")
    ]

    for path in shown:
        others = [each for each in address.findall(path.read_text()) if "//www.w3.org" not in each]
        assert others == [], path


def test_docstrings_say_what_a_thing_is_or_does():
    """A noun phrase or an imperative verb comes first; "What …" and "Who …" have to be decoded."""
    riddles = [
        f"{path.relative_to(ROOT)}: {text.splitlines()[0]}"
        for folder in ("signatures", "letter_site")
        for path in python_files(ROOT / folder)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and (text := ast.get_docstring(node))
        and re.match(r"(What|Who)\b", text)
    ]

    assert riddles == []
