"""Tests that nothing lies about unused: templates, static files, URL names, settings, helpers."""

import ast
import re
from collections import Counter
from pathlib import Path

from django.conf import global_settings

ROOT = Path(__file__).parent.parent

# Django and allauth find these by their names.
FOUND_BY_PACKAGES = ("account/", "allauth/", "mfa/", "emails/", "socialaccount/")
ASKED_BY_OTHERS = {"deep", "favicon", "live"}  # URL names: monitoring and browsers know the address
LICENSES = {"js/htmx.LICENSE.txt"}
# Read by Django itself or by the package of that name.
OF_PACKAGES = re.compile(r"(ACCOUNT|ALLAUTH|CELERY|MFA|SOCIALACCOUNT|USERSESSIONS|WHITENOISE)_")
OF_DJANGO = {"CONTENT_SECURITY_POLICY"}


def sources(*folders, endings=(".py", ".html", ".txt", ".xml", ".js", ".css", ".typ", ".conf")):
    return {
        path: path.read_text()
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in endings and "__pycache__" not in path.parts
    }


def files(folder):
    paths = (path for path in sorted((ROOT / folder).rglob("*")) if path.is_file())
    return [path.relative_to(ROOT / folder).as_posix() for path in paths]


def test_every_template_is_named_somewhere():
    """By its whole name, or by ``f"folder/{name}.html"`` and its stem as a string."""
    code = "\n".join(sources("signatures", "letter_site", "templates").values())

    def is_used(name):
        folder, _, file = name.rpartition("/")
        stem = re.escape(file.split(".")[0])
        by_pattern = f'"{folder}/{{' in code and re.search(rf'"{stem}"', code)
        return name in code or (folder and by_pattern)

    candidates = [name for name in files("templates") if not name.startswith(FOUND_BY_PACKAGES)]
    errors = re.compile(r"(\d{3}|403_csrf)\.html")
    unused = [each for each in candidates if not errors.fullmatch(each) and not is_used(each)]

    assert unused == []


def test_every_static_file_is_named_somewhere():
    """By its name, or by its name with a number put in."""
    code = "\n".join(sources("signatures", "letter_site", "templates", "static").values())
    names = {each: re.sub(r"\d+", "{size}", each) for each in files("static")}

    unused = {
        name
        for name, pattern in names.items()
        if name not in code and Path(name).name not in code and pattern not in code
    }

    assert unused == LICENSES


def test_every_url_name_leads_somewhere():
    urls = "\n".join(sources("signatures/urls").values())
    code = "\n".join(
        text
        for path, text in sources("signatures", "letter_site", "templates").items()
        if path.parent != ROOT / "signatures/urls"
    )
    names = set(re.findall(r'\bname="([\w-]+)"', urls))

    unused = {name for name in names if not re.search(rf"""["':]{re.escape(name)}["']""", code)}

    assert len(names) > 100
    assert unused == ASKED_BY_OTHERS


def test_every_setting_is_read_somewhere():

    ours = sources("signatures", "letter_site", "templates")
    words = Counter(word for text in ours.values() for word in re.findall(r"\w+", text))
    places = ("letter_site/settings.py", "letter_site/fixed_settings.py", "signatures/policy.py")
    names = {
        name
        for place in places
        for name in re.findall(r"^([A-Z][A-Z_0-9]+)\b ?[:=]", ours[ROOT / place], re.MULTILINE)
    }

    unused = {
        name
        for name in names - OF_DJANGO
        if words[name] == 1 and not hasattr(global_settings, name) and not OF_PACKAGES.match(name)
    }

    assert len(names) > 100
    assert unused == set()


def test_every_helper_of_the_tests_is_used():
    """A decorated helper may be listed by its decorator, but a fixture is named by its test."""
    tests = sources("tests", endings=(".py",))
    words = Counter(word for text in tests.values() for word in re.findall(r"\w+", text))

    unused = [
        f"{path.relative_to(ROOT)} {node.name}"
        for path, text in tests.items()
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith(("test", "Test", "pytest_"))
        and words[node.name] == 1
        and all("fixture" in ast.unparse(each) for each in node.decorator_list)
        and not any("autouse" in ast.unparse(each) for each in node.decorator_list)
    ]

    assert unused == []
