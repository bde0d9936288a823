"""A statement's Markdown as plain text and as blocks, for formats other than HTML."""

from collections.abc import Iterator
from typing import Any

from markdown_it.token import Token

from signatures.renditions.texts.letter import markdown

Span = dict[str, str]  # "text", and perhaps "style" (em, strong, code) or "break"
Block = dict[str, Any]  # "kind", "spans", "level", "marker"

STYLES = {"em": "em", "strong": "strong"}


def plain(text: str) -> str:
    """Return the words of ``text`` on one line."""
    words = (span["text"] for block in blocks(text) for span in [*block["spans"], {"text": " "}])
    return " ".join("".join(words).split())


def blocks(text: str) -> list[Block]:
    """Return the headings, paragraphs, list items, quotations, code and rules of ``text`` in order.

    ``kind`` is heading, paragraph, item, quote, code or rule; ``level`` is the depth of nesting.
    ``marker`` is a list item's number or bullet, and "" for its further paragraphs.
    """
    return list(_blocks(markdown.parse(text)))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    lists: list[int | None] = []  # next number of each open list, outermost first; None if bulleted
    quotes, heading, marker = 0, 0, ""
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                marker = "•" if lists[-1] is None else f"{lists[-1]}."
                lists[-1] = None if lists[-1] is None else lists[-1] + 1
            case "blockquote_open" | "blockquote_close":
                quotes += 1 if token.nesting == 1 else -1
            case "heading_open" | "heading_close":
                heading = int(token.tag[1]) if token.nesting == 1 else 0
            case "hr":
                yield {"kind": "rule", "level": 0, "marker": "", "spans": []}
            case "code_block" | "fence":
                spans = [{"text": token.content, "style": "code"}]
                yield {"kind": "code", "level": 0, "marker": "", "spans": spans}
            case "inline":
                kind = "heading" if heading else "quote" if quotes else "paragraph"
                kind = "item" if lists and not heading else kind
                level = heading or len(lists) or quotes
                spans = _spans(token.children or [])
                yield {"kind": kind, "level": level, "marker": marker, "spans": spans}
                marker = ""


def _spans(tokens: list[Token]) -> list[Span]:
    spans: list[Span] = []
    styles: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline") and token.content:
            style = "code" if token.type == "code_inline" else " ".join(styles)
            spans.append({"text": token.content, "style": style})
        elif token.type == "softbreak":
            spans.append({"text": " ", "style": ""})
        elif token.type == "hardbreak":
            spans.append({"text": "\n", "style": ""})
        elif token.tag in STYLES:
            styles = [*styles, STYLES[token.tag]] if token.nesting == 1 else styles[:-1]
    return spans
