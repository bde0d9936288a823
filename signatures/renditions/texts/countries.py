"""Template filter that shows a stored code of a country as its name in the page's language."""

from django import template
from django.utils.translation import get_language

from signatures.text.countries import names

register = template.Library()


@register.filter
def country_name(code: str) -> str:
    """Return the name of the country with an ISO 3166-1 ``code``; ``code`` itself if unknown."""
    return names(get_language() or "en").get(code, code)
