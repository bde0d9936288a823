"""Tests of addresses in templates."""

import pytest
from django.template import Context, engines
from django.urls import NoReverseMatch, clear_script_prefix, reverse, set_script_prefix

from letter_site.tags import urls

LINK = "x" * 43


def render(source, **context):
    return engines["django"].from_string(source).template.render(Context(context))


@pytest.fixture(autouse=True)
def _forgotten():
    urls._address.cache_clear()


def test_url_is_that_of_its_arguments():
    both = [render("{% url 'signatories' slug %}", slug=slug) for slug in ("a-b", "c-d", "a-b")]

    assert both == ["/a-b/signatories/", "/c-d/signatories/", "/a-b/signatories/"]


def test_url_is_made_anew_below_another_prefix():
    before = render("{% url 'manifest' %}")

    set_script_prefix("/below/")
    try:
        assert render("{% url 'manifest' %}") == f"/below{before}"
    finally:
        clear_script_prefix()


def test_url_remembers_no_secret():
    found = render("{% url 'confirm' token %}", token=LINK)

    assert found == reverse("confirm", args=[LINK])
    assert urls._address.cache_info().currsize == 0


def test_url_remembers_the_frame_of_a_page():
    render("{% url 'manifest' %}{% url 'signatories' 'a-b' %}")

    assert urls._address.cache_info().currsize == 2


def test_url_that_does_not_exist_is_an_error_unless_it_is_stored():
    assert render("{% url 'no_such_page' as it %}[{{ it }}]") == "[]"
    with pytest.raises(NoReverseMatch):
        render("{% url 'no_such_page' %}")
