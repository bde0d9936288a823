"""Django's tags for static files; ``{% static "…" %}`` looks its file up once."""

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import Parser, Token
from django.templatetags import static as django_static
from django.templatetags.static import StaticNode

register = template.Library()
register.tags.update(django_static.register.tags)


class ConstantNode(StaticNode):
    """The address of a file that stands in the template itself."""

    found = ""

    def render(self, context: Context) -> str:
        if settings.DEBUG:  # the file may change at any time
            return super().render(context)
        self.found = self.found or super().render(context)
        return self.found


@register.tag
def static(parser: Parser, token: Token) -> StaticNode:
    node = StaticNode.handle_token(parser, token)
    is_constant = isinstance(node.path.var, str) and not node.path.filters
    return ConstantNode(path=node.path) if is_constant and not node.varname else node
