"""Django's ``{% url %}``, which remembers the addresses it has made.

Half of the addresses in the frame of a page are the same on every page, the others on every page
of a statement. To make all twenty took a quarter of the time of a template.
"""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

register = template.Library()

SHORT = 32  # longer ones are slugs that few have, and secrets, which are not kept in memory


class RememberingNode(URLNode):
    def render(self, context: Context) -> str:
        args = tuple(each.resolve(context) for each in self.args)
        if self.kwargs or not all(_is_short(each) for each in args):
            return super().render(context)
        url = self._reverse(context, args)
        if self.asvar:
            context[self.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url

    def _reverse(self, context: Context, args: tuple[object, ...]) -> str:
        request = getattr(context, "request", None)
        namespace = getattr(getattr(request, "resolver_match", None), "namespace", None)
        app = getattr(request, "current_app", namespace)
        where = (settings.ROOT_URLCONF, get_urlconf(), get_script_prefix())
        try:
            return _address(self.view_name.resolve(context), args, app, where)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            return ""


def _is_short(value: object) -> bool:
    if type(value) is int:  # no bool, which equals 0 or 1 and reads otherwise
        return True
    return isinstance(value, str) and len(value) <= SHORT


@lru_cache(maxsize=1_000)
def _address(name: str, args: tuple[object, ...], app: str | None, where: object) -> str:
    """``where`` is all that addresses depend on besides."""
    return reverse(name, args=args, current_app=app)


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    node = django_url(parser, token)
    return RememberingNode(node.view_name, node.args, node.kwargs, node.asvar)
