"""Errors of every form's fields: none of them is Django's own message."""

import importlib
import pkgutil
from copy import deepcopy
from pathlib import Path

import django
import pytest
from babel.messages import pofile
from django import forms
from django.core.exceptions import ValidationError

import signatures.forms
from signatures.forms.fields import field_errors
from signatures.forms.fields.field_errors import FieldErrors, name_in_errors

BAD_INPUT = [None, "", [], "x", "x" * 100_001, "9" * 30, "-999999999999", "\0", "a b", ["x", "y"]]


def every_form():
    for module in pkgutil.walk_packages(signatures.forms.__path__, "signatures.forms."):
        importlib.import_module(module.name)
    return sorted(_subclasses(forms.BaseForm), key=lambda each: (each.__module__, each.__name__))


def _subclasses(cls):
    for each in cls.__subclasses__():
        if each.__module__.startswith("signatures.forms.") and each is not FieldErrors:
            yield each
        yield from _subclasses(each)


FORMS = list(dict.fromkeys(every_form()))
FIELDS = [
    pytest.param(field, name, id=f"{form.__module__}.{form.__name__}.{name}")
    for form in FORMS
    for name, field in form.base_fields.items()
]


@pytest.fixture(scope="module")
def django_messages():
    catalogues = [Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po"]
    found = set()
    for path in catalogues:
        with path.open("rb") as file:
            for each in pofile.read_po(file):
                found.update([each.id] if isinstance(each.id, str) else each.id)
    return found


def messages(field, typed):
    """Return what ``field`` says about ``typed``, before parameters are filled in."""
    try:
        field.clean(typed)
    except ValidationError as error:
        return [
            field.error_messages.get(each.code, getattr(each.message, "_args", [each.message])[0])
            for each in error.error_list
        ]
    except (TypeError, AttributeError):  # not what a browser can send to this field
        return []
    return []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_every_form_names_its_fields_in_errors(form):
    assert issubclass(form, FieldErrors)


@pytest.mark.parametrize(("field", "name"), FIELDS)
def test_no_field_says_a_message_of_django(field, name, django_messages):
    field = deepcopy(field)
    if hasattr(field, "queryset"):
        field.queryset = field.queryset.none()

    name_in_errors(field, "The label")

    said = {str(each) for typed in BAD_INPUT for each in messages(field, typed)}
    assert said & django_messages == set()


class OneOfEach(FieldErrors, forms.Form):
    goal = forms.IntegerField(label="Goal in %", max_value=9)
    name = forms.CharField(max_length=3)
    day = forms.DateField(error_messages={"required": "Enter the day of the launch"})
    agreed = forms.BooleanField(label="I agree")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    file = forms.FileField(label="File")


def test_messages_are_written_for_fields_with_errors_alone(monkeypatch):
    written = []
    monkeypatch.setattr(field_errors, "name_in_errors", lambda field, label: written.append(label))

    form = OneOfEach({"name": "Ada", "day": "2026-09-02", "goal": "5", "agreed": "on"})

    assert set(form.errors) == {"kind", "file"}
    assert sorted(written) == ["File", "Kind"]


def test_empty_fields_say_what_to_do():
    form = OneOfEach({})

    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "goal": "Fill in “Goal in %”",
        "name": "Fill in “Name”",
        "day": "Enter the day of the launch",
        "agreed": "Tick “I agree”",
        "kind": "Choose an option for “Kind”",
        "file": "Choose a file for “File”",
    }


def test_wrong_fields_say_what_is_allowed():
    form = OneOfEach({"goal": "12", "name": "Adam", "day": "soon", "agreed": "on", "kind": "b"})

    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "goal": "Enter a number up to 9 for “Goal in %”",
        "name": "Shorten “Name” to at most 3 characters",
        "day": "Enter a date for “Day”, like 2026-09-02",
        "kind": "Choose one of the options for “Kind”",
        "file": "Choose a file for “File”",
    }
