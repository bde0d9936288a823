"""A statement's Markdown as sanitised HTML."""

import dataclasses
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from signatures.renditions.texts import anchors

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
# Only our code adds these attributes: Markdown cannot express them, and raw HTML is off.
ALLOWED_ON_ITS_PAGE = ALLOWED | {
    "a": {"href", "title", "class", "aria-label"},
    "li": {"id"},
    "p": {"class"},
}
SENTENCE = 400  # characters at most in a text that is set as one large sentence

markdown = MarkdownIt("commonmark", {"html": False})


@dataclasses.dataclass(frozen=True)
class Letter:
    """A text for its own page: headings and demands link to themselves; contents may be empty."""

    html: SafeString
    contents: tuple[anchors.Heading, ...]


@lru_cache(maxsize=64)
def html(text: str) -> SafeString:
    """Return sanitised HTML of ``text``.

    Its highest headings become ``h2``, below the page's own ``h1``, whatever level the author
    chose. Each heading has an id. Links lead to https or mailto addresses only; pictures and
    raw HTML are removed.
    """
    return _clean(_parse(text), ALLOWED)


@lru_cache(maxsize=64)
def page(text: str) -> Letter:
    """Return the HTML of ``text`` with links from each part to itself and a table of contents."""
    return draft(text)


def draft(text: str) -> Letter:
    """Return the same as ``page``, but do not cache it: the text is still being typed."""
    tokens = _parse(text)
    contents = anchors.contents(tokens)
    anchors.add_links(tokens)
    anchors.mark_salutation(tokens)
    return Letter(_clean(tokens, ALLOWED_ON_ITS_PAGE), tuple(contents))


def _parse(text: str) -> list[Token]:
    tokens = markdown.parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((_level(each) for each in headings), default=1)
    for each in headings:
        each.tag = f"h{min(_level(each) - highest + 2, 6)}"
    anchors.name_headings(tokens)
    return tokens


def _clean(tokens: list[Token], allowed: dict[str, set[str]]) -> SafeString:
    clean = nh3.clean(
        markdown.renderer.render(tokens, markdown.options, {}),
        tags=set(allowed),
        attributes=allowed,
        url_schemes={"https", "mailto"},
        attribute_filter=_without_other_hosts,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it


def _level(heading: Token) -> int:
    return int(heading.tag[1])


def is_sentence(text: str) -> bool:
    """Return whether ``text`` is one paragraph, short enough to be shown in large type."""
    if len(text) > SENTENCE:
        return False
    kinds = [token.type for token in markdown.parse(text)]
    return kinds == ["paragraph_open", "inline", "paragraph_close"]


def _without_other_hosts(tag: str, attribute: str, value: str) -> str | None:
    """Drop links such as ``//host`` and ``/\\host``, which the list of schemes does not catch."""
    if attribute != "href":
        return value
    return value if value.lower().startswith(("https://", "mailto:", "#")) else None
