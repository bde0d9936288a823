"""Tests that words of a template are translated for each language apart."""

import pytest
from django.template import Context, engines
from django.utils import translation


def render(source, **context):
    return (
        engines["django"]
        .from_string(f"{{% load i18n %}}{source}")
        .template.render(Context(context))
    )


@pytest.mark.parametrize(
    "tag",
    [
        '{% translate "Monday" %}',
        '{% trans "Monday" %}',
        '{% translate "Monday" as day %}{{ day }}',
        "{% translate day %}",
        '{% translate "monday"|capfirst %}',
    ],
)
def test_translate_follows_the_language(tag):
    template = engines["django"].from_string(f"{{% load i18n %}}{tag}").template
    seen = []

    for language in ("en", "de", "en", "fr"):
        with translation.override(language):
            seen.append(template.render(Context({"day": "Monday"})).lower())

    # A filter comes before the translation, which knows no "monday" then.
    assert seen in (["monday", "montag", "monday", "lundi"], ["monday"] * 4)
    assert "capfirst" in tag or seen[1] == "montag"


def test_translate_keeps_percent_signs_and_escapes_variables_only():
    assert render('{% translate "5% & <b>more</b>" %}') == "5% & <b>more</b>"
    assert render("{% translate words %}", words="5% & more") == "5% &amp; more"
