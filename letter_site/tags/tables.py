"""Template tag for tables that phones show as a list of rows, each value with its label."""

import re

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row"}
OPENING = re.compile(r"<(table|thead|tbody|tr)\b")
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"<(th|td)\b([^>]*)>(.*?)</\1>", re.DOTALL)
HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)


class StackedNode(template.Node):
    """The tables between ``{% stacked %}`` and ``{% endstacked %}``."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        return mark_safe(stack(self.nodelist.render(context)))  # noqa: S308


@register.tag
def stacked(parser: Parser, token: Token) -> StackedNode:
    """Give each cell the label of its column, so that CSS can show a row as a list.

    The roles keep the table a table for screen readers when CSS changes its display.
    """
    nodelist = parser.parse(("endstacked",))
    parser.delete_first_token()
    return StackedNode(nodelist)


def stack(html: str) -> str:
    """Return ``html``, of one table, with labels and roles. A table without a head stays."""
    found = HEAD.search(html)
    if not found:
        return html
    labels = [_words(inner) for _, _, inner in CELL.findall(found[0])]
    head = CELL.sub(r'<\1 role="columnheader"\2>\3</\1>', found[0])
    body = ROW.sub(lambda row: _row(row[0], labels), html[found.end() :])
    return OPENING.sub(_with_role, html[: found.start()] + head + body)


def _row(html: str, labels: list[str]) -> str:
    rest = iter(labels)
    return CELL.sub(lambda cell: _cell(cell, next(rest, "")), html)


def _cell(found: re.Match[str], label: str) -> str:
    tag, attributes, inner = found.groups()
    role = "rowheader" if tag == "th" else "cell"
    labelled = f' data-label="{label}"' if tag == "td" and label and inner.strip() else ""
    return f'<{tag} role="{role}"{labelled}{attributes}>{inner}</{tag}>'


def _with_role(found: re.Match[str]) -> str:
    return f'<{found[1]} role="{ROLES[found[1]]}"'


def _words(html: str) -> str:
    """Return the text of a cell, escaped as it was, fit for an attribute."""
    return " ".join(strip_tags(html).split()).replace('"', "&quot;")
