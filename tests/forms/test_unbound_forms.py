"""Every form of the project as it is first shown: no value is the name of a Python object."""

import importlib
import inspect
import pkgutil

import pytest
from django import forms as django_forms
from django.db.models.expressions import DatabaseDefault

import signatures.admin
import signatures.forms
from signatures.forms.fields.field_errors import FieldErrors

assert signatures.admin
for module in pkgutil.walk_packages(signatures.forms.__path__, "signatures.forms."):
    importlib.import_module(module.name)


def below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


MODEL_FORMS = sorted(
    {each for each in below(django_forms.ModelForm) if each.__module__.startswith("signatures")},
    key=lambda each: each.__name__,
)


def unbound(kind):
    takes = inspect.signature(kind.__init__).parameters
    return kind(instance=kind._meta.model(), **({"is_owner": True} if "is_owner" in takes else {}))


@pytest.mark.django_db
def test_form_over_a_new_row_shows_no_database_default():
    """The page would show the expression, and save it as what someone typed."""
    for kind in MODEL_FORMS:
        form = unbound(kind)

        wrong = [n for n, value in form.initial.items() if isinstance(value, DatabaseDefault)]
        shown = form.as_p()

        assert wrong == [], kind
        assert "object at" not in shown, kind
        assert "DatabaseDefault" not in shown, kind


@pytest.mark.django_db
def test_choice_that_is_not_made_yet_says_what_to_choose():
    """Django shows "---------" there, which a screen reader reads as nine dashes."""
    dashes = [kind for kind in MODEL_FORMS if "---------" in unbound(kind).as_p()]
    for kind in set(below(FieldErrors)) - set(MODEL_FORMS):
        for name, field in kind.base_fields.items():
            empty = str(getattr(field, "empty_label", "") or "")
            dashes += [(kind, name)] if "---------" in empty else []

    assert dashes == []


def test_walk_finds_the_forms():
    assert len(MODEL_FORMS) > 6
