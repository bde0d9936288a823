"""Anchors of a letter's headings and numbered demands, and its table of contents."""

import dataclasses
import re
from collections.abc import Iterator

from django.utils.text import slugify
from markdown_it.token import Token

ENOUGH = 3  # headings, from which a table of contents is worth its space
SALUTATION = re.compile(r"[^.!?\n]{1,80}[,:，：、]")


@dataclasses.dataclass(frozen=True)
class Heading:
    """One line of the table of contents; ``id`` is the id of its heading in the letter."""

    id: str
    words: str


def name_headings(tokens: list[Token]) -> None:
    """Give each heading an id made from its words; the second "Why" is ``text-why-1``.

    "text-" keeps these ids apart from those of the page. Twenty thousand headings with the same
    words take no longer than others.
    """
    taken: set[str] = set()
    tried: dict[str, int] = {}  # how often each id was already taken
    for token, inline in zip(tokens, tokens[1:], strict=False):
        if token.type != "heading_open":
            continue
        kinds = ("text", "code_inline")
        said = "".join(each.content for each in inline.children or [] if each.type in kinds)
        wanted = id = f"text-{slugify(said, allow_unicode=True)}"
        while id in taken:
            tried[wanted] = tried.get(wanted, 0) + 1
            id = f"{wanted}-{tried[wanted]}"
        taken.add(id)
        token.attrSet("id", id)


def contents(tokens: list[Token]) -> list[Heading]:
    """Return the table of contents: the highest headings, or all if they are few, or []."""
    headings = [
        (token.tag, Heading(str(token.attrGet("id")), words(inline)))
        for token, inline in zip(tokens, tokens[1:], strict=False)
        if token.type == "heading_open"
    ]
    highest = [each for tag, each in headings if tag == "h2"]
    found = highest if len(highest) >= ENOUGH else [each for _, each in headings]
    return found if len(found) >= ENOUGH else []


def words(inline: Token) -> str:
    """Return the words of a heading or paragraph without its markup."""
    return "".join(each.content or " " for each in inline.children or [] if not each.nesting)


def add_links(tokens: list[Token]) -> None:
    """Turn each heading into a link to itself, and put a link before each numbered demand.

    A heading that already contains a link stays as it is.
    """
    taken = {str(token.attrGet("id")) for token in tokens if token.type == "heading_open"}
    for token, inline in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open" and not any(
            each.tag == "a" for each in inline.children or []
        ):
            inline.children = [*_link(str(token.attrGet("id")), *(inline.children or []))]
    tried: dict[str, int] = {}
    for section, number, place in _demands(tokens):
        wanted = id = f"{section}-{number}"
        while id in taken:
            tried[wanted] = tried.get(wanted, 0) + 1
            id = f"{wanted}-" if tried[wanted] == 1 else f"{wanted}-{tried[wanted]}"
        taken.add(id)
        tokens[place].attrSet("id", id)
        rest = map(tokens.__getitem__, range(place, len(tokens)))
        inline = next(each for each in rest if each.type in ("inline", "list_item_close"))
        if inline.type == "inline":
            sign = Token("text", "", 0, content="#")
            inline.children = [*_link(id, sign, label=f"# {number}"), *(inline.children or [])]


def mark_salutation(tokens: list[Token]) -> None:
    """Give the first paragraph a class of its own if it is only a salutation, like "Dear all,"."""
    begins = len(tokens) > 1 and tokens[0].type == "paragraph_open"
    if begins and SALUTATION.fullmatch(words(tokens[1]).strip()):
        tokens[0].attrSet("class", "salutation")


def _demands(tokens: list[Token]) -> Iterator[tuple[str, int, int]]:
    """Yield section id, number and token index of each item of the outermost numbered lists."""
    section, number = "text", 0
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            section = str(token.attrGet("id"))
        elif token.type == "ordered_list_open" and token.level == 0:
            number = int(token.attrGet("start") or 1)
        elif token.type == "list_item_open" and token.level == 1 and token.info:
            yield section, number, place  # ``info`` is the number as typed, "" for a bullet
            number += 1


def _link(id: str, *inside: Token, label: str = "") -> list[Token]:
    attributes: dict[str, str | int | float] = {"href": f"#{id}", "class": "anchor"}
    attributes |= {"aria-label": label} if label else {}
    return [Token("link_open", "a", 1, attributes), *inside, Token("link_close", "a", -1)]
