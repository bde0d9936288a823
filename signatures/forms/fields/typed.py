"""Fields of forms and models, looked up by name and checked to be what the caller needs."""

from typing import Any

from django import forms
from django.db import models
from django.utils.functional import Promise


def choice(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """Return the field ``name`` of ``form``, which offers choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


def model_choice(form: forms.BaseForm, name: str) -> "forms.ModelChoiceField[Any]":
    """Return the field ``name`` of ``form``, which offers rows of a table."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


def set_empty_choice(form: forms.BaseForm, name: str, words: str | Promise) -> None:
    """Show ``words`` in the field ``name`` of ``form`` while nothing is chosen, not "---------"."""
    field: Any = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = str(words)
    else:
        field.choices = [("", words), *(each for each in field.choices if each[0] != "")]


def max_length(model: type[models.Model], name: str) -> int:
    """Return how many characters the column ``name`` of ``model`` may hold."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.CharField)
    assert field.max_length
    return field.max_length
