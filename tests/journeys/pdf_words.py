"""The words of a PDF as typst writes it: text objects of Type 0 fonts, no object streams."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
# A choice of font, a string that is shown, or the end of a text object.
# Parentheses in a string that balance are not escaped.
INSIDE = rb"(?:\\.|[^\\()])*"
STRING = rb"\(((?:\\.|[^\\()]|\((?:\\.|[^\\()]|\(" + INSIDE + rb"\))*\))*)\)"
TOKEN = re.compile(rb"/(f\d+) [\d.]+ Tf|" + STRING + rb"|\b(ET)\b", re.DOTALL)
ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
CHARACTER = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")


def pdf_words(content):
    """Return the words of all pages in the order they are set, with one space between them."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    pages = [body for body in objects.values() if b"/Type/Page/" in body]
    return " ".join(" ".join(_page(objects, each) for each in pages).split())


def _page(objects, page):
    fonts = {
        name: dict(CHARACTER.findall(_stream(objects, _linked(b"ToUnicode", objects[int(font)]))))
        for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", _resources(objects, page))
    }
    words, font = [], {}
    for name, shown, end in TOKEN.findall(_stream(objects, _linked(b"Contents", page))):
        if name:
            font = fonts[name]
        elif end:
            words.append(" ")
        else:
            words.append(_decoded(shown, font))
    return "".join(words)


def _resources(objects, page):
    found = re.search(rb"/Resources (\d+) 0 R", page)
    return objects[int(found[1])] if found else page


def _linked(name, body):
    return int(re.search(rb"/%s (\d+) 0 R" % name, body)[1])


def _stream(objects, number):
    return zlib.decompress(STREAM.search(objects[number])[1])


def _decoded(shown, font):
    codes = ESCAPE.sub(
        lambda found: bytes([int(found[1], 8)]) if found[1] else LETTERS.get(found[2], found[2]),
        shown,
    )
    pairs = (codes[at : at + 2].hex().upper().encode() for at in range(0, len(codes), 2))
    return "".join(bytes.fromhex(font[pair].decode()).decode("utf-16-be") for pair in pairs)
