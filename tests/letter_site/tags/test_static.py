"""Tests of the addresses of static files in templates."""

from django.template import Context, engines
from django.templatetags.static import static


def render(source, **context):
    found = engines["django"].from_string(f"{{% load static %}}{source}").template
    return [found.render(Context(context)) for _ in range(2)]


def test_static_is_the_address_of_the_file():
    assert render("{% static 'css/base.css' %}") == [static("css/base.css")] * 2
    assert render("{% static file %}", file="css/base.css") == [static("css/base.css")] * 2
    assert (
        render("{% static 'css/base.css' as it %}[{{ it }}]") == [f"[{static('css/base.css')}]"] * 2
    )


def test_static_is_looked_up_each_time_while_developing(settings):
    settings.DEBUG = True
    found = engines["django"].from_string("{% load static %}{% static 'css/base.css' %}").template

    first = found.render(Context())
    settings.STATIC_URL = "/elsewhere/"

    assert first != found.render(Context())
