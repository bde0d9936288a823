"""Tests that a choice looks as Django's own."""

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from signatures.forms.fields.selects import QuickSelect

CHOICES = [("", "any"), ("IE", "Ireland"), ("CI", "Côte d’Ivoire"), (7, "<b>seven</b> & more")]


@pytest.mark.parametrize("value", [None, "", "IE", "7", 7, "nowhere", '"><script>'])
def test_quick_select_is_that_of_django(value):
    attrs = {"id": "id_country", "class": "wide", "disabled": True, "aria-describedby": 'a"b'}

    ours, theirs = (
        kind({"data-x": "1"}, CHOICES).render("country", value, attrs)
        for kind in (QuickSelect, forms.Select)
    )

    assertHTMLEqual(ours, theirs)
