"""Tests that a choice of many looks as Django's own."""

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from signatures.forms.fields.selects import LongSelect

CHOICES = [("", "any"), ("IE", "Ireland"), ("CI", "Côte d’Ivoire"), (7, "<b>seven</b> & more")]


@pytest.mark.parametrize("value", [None, "", "IE", "7", 7, "nowhere", '"><script>'])
def test_long_select_is_that_of_django(value):
    attrs = {"id": "id_country", "class": "wide", "disabled": True, "aria-describedby": 'a"b'}

    ours, theirs = (
        kind({"data-x": "1"}, CHOICES).render("country", value, attrs)
        for kind in (LongSelect, forms.Select)
    )

    assertHTMLEqual(ours, theirs)
