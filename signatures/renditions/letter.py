"""A statement's Markdown as HTML that holds nothing but text."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin

ALLOWED = {
    "a": {"href", "title"},
    "blockquote": set(),
    "br": set(),
    "code": set(),
    "em": set(),
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "hr": set(),
    "li": set(),
    "ol": {"start"},
    "p": set(),
    "pre": set(),
    "strong": set(),
    "ul": set(),
}
SENTENCE = 400  # characters a text may have to be set as one large sentence

markdown = MarkdownIt("commonmark", {"html": False}).use(
    anchors_plugin,
    min_level=1,
    max_level=6,
    # The page has ids of its own, which the words of a heading must not meet.
    slug_func=lambda words: f"text-{slugify(words, allow_unicode=True)}",
)


@lru_cache(maxsize=64)
def html(text: str) -> SafeString:
    """Return sanitised HTML of ``text``.

    Its highest headings become ``h2``, below the page's own ``h1``, however many ``#`` they
    were written with; all can be linked to. Links lead to https or mailto addresses only;
    pictures and raw HTML are dropped.
    """
    tokens = markdown.parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((_level(each) for each in headings), default=1)
    for each in headings:
        each.tag = f"h{min(_level(each) - highest + 2, 6)}"
    clean = nh3.clean(
        markdown.renderer.render(tokens, markdown.options, {}),
        tags=set(ALLOWED),
        attributes=ALLOWED,
        url_schemes={"https", "mailto"},
        attribute_filter=_without_other_hosts,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it


def _level(heading: Token) -> int:
    return int(heading.tag[1])


def is_sentence(text: str) -> bool:
    """Tell whether ``text`` is one paragraph short enough to be set as a picture of itself."""
    kinds = [token.type for token in markdown.parse(text)]
    return kinds == ["paragraph_open", "inline", "paragraph_close"] and len(text) <= SENTENCE


def _without_other_hosts(tag: str, attribute: str, value: str) -> str | None:
    """Drop ``//host``, ``/\\host`` and the like, which no list of schemes catches."""
    if attribute != "href":
        return value
    return value if value.lower().startswith(("https://", "mailto:", "#")) else None
