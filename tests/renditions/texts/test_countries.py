from django.template import Context, Template
from django.utils import translation

from signatures.renditions.texts.countries import country_name


def test_code_is_shown_as_the_name_in_the_language_of_the_page():
    with translation.override("en"):
        assert country_name("IE") == "Ireland"
        shown = Template("{% load countries %}{{ code|country_name }}").render(
            Context({"code": "CI"})
        )
    assert shown == "Côte d’Ivoire"
    with translation.override("de"):
        assert country_name("IE") == "Irland"


def test_unknown_code_and_none_stay_as_they_are():
    assert (country_name("ZZ"), country_name("")) == ("ZZ", "")
