#!/usr/bin/env python3
"""Make letters and e-mails from a file of codes, so that no list of members leaves the guild.

    python letters.pyz tin-codes-1.csv
    python letters.pyz tin-codes-1.csv members.csv --name "Full name" --address Address

Runs with Python 3.10 or newer, offline, and installs nothing. It opens the files you name, and
writes beside the file of codes: letters to print on A4, each with a QR code; a table for mail
merge; and the text of an e-mail. The list of members is CSV in UTF-8 with a first line of column
names. The first member gets the first code, and so on. Without a list, letters have no names.

The files tell who got which code. Protect them like passwords, and delete them when all are sent.
"""

import argparse
import csv
import html
import io
import json
import os
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import segno

LETTERS_IN_A_FILE = 500  # a browser prints so many without trouble
PLACE = re.compile(r"\{(name|guild|code|link|site)\}")
TEXT = """Dear {name},

{guild} has sent you a personal code. With it you can sign as a member. We will not learn whether
or what you sign, and the site will not learn who you are.

Your code works once for each statement. Do not give it to anyone else.
"""
E_MAIL = """Subject: Your personal code from {guild}

Dear {{{{name}}}},

{guild} has sent you a personal code: {{{{code}}}}

With it you can sign as a member: {{{{link}}}}

We will not learn whether or what you sign, and the site will not learn who you are. Your code
works once for each statement. Do not give it to anyone else.
"""
# Opened from a disk, the page may load nothing and run nothing.
HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Letters {first} to {last}</title>
<style>
@page {{ size: A4; margin: 0 }}
body {{ margin: 0; font: 11pt/1.5 serif; color: #000; background: #fff }}
article {{ box-sizing: border-box; width: 210mm; height: 296mm; padding: 50mm 25mm 20mm;
  break-after: page; overflow: hidden; position: relative }}
address {{ font-style: normal; white-space: pre-line; min-height: 40mm }}
p {{ white-space: pre-line }}
.code {{ font: bold 16pt monospace }}
.qr {{ width: 45mm; height: 45mm; display: block }}
small {{ position: absolute; bottom: 15mm; right: 25mm; color: #555 }}
</style></head><body>
"""
LETTER = """<article><address>{address}</address>
<p>{text}</p>
<p class="code">{code}</p>
{qr}<p>{where}</p>
<small>{number}</small></article>
"""


class BadFileError(Exception):
    """A file that cannot be used, in words for the person who runs the tool."""


class Line(NamedTuple):
    """One code, and the member it goes to; no one's name or address if there is no list."""

    number: str
    code: str
    link: str
    name: str = "member"
    email: str = ""
    address: str = ""


def read_table(raw: bytes) -> list[dict[str, str]]:
    """Return the lines of a CSV file by column. Raises BadFileError."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFileError("Save the file as CSV in UTF-8 first") from error
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark))


def read_codes(raw: bytes) -> list[Line]:
    """Return the codes of the downloaded file. Raises BadFileError."""
    rows = read_table(raw)
    if not rows or not {"number", "code", "link"} <= rows[0].keys():
        raise BadFileError("The first file is not a file of codes from the site")
    return [Line(each["number"], each["code"], each["link"]) for each in rows]


def give(codes: list[Line], members: list[dict[str, str]], columns: dict[str, str]) -> list[Line]:
    """Return a line for each member, with one code each, in order. Raises BadFileError.

    ``columns`` are the names of the columns by field of Line; those of e-mail and postal address
    may be missing.
    """
    if not members or columns["name"] not in members[0]:
        raise BadFileError(
            f"The list of members has no column “{columns['name']}”: name it by --name"
        )
    if len(members) > len(codes):
        raise BadFileError(f"There are {len(members)} members and only {len(codes)} codes")
    return [
        code._replace(**{field: (row.get(name) or "").strip() for field, name in columns.items()})
        for code, row in zip(codes, members, strict=False)
    ]


def letters(lines: list[Line], *, guild: str, site: str, text: str = TEXT) -> Iterator[str]:
    """Yield the letters as pages to print, LETTERS_IN_A_FILE in each."""
    for start in range(0, len(lines), LETTERS_IN_A_FILE):
        some = lines[start : start + LETTERS_IN_A_FILE]
        head = HEAD.format(first=html.escape(some[0].number), last=html.escape(some[-1].number))
        yield head + "".join(_letter(each, guild, site, text) for each in some) + "</body></html>"


def table(lines: list[Line]) -> str:
    """Return the table for mail merge, with the name, e-mail address, code and link of each."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(["name", "email", "number", "code", "link"])
    rows.writerows(
        [_no_formula(each.name), _no_formula(each.email), each.number, each.code, each.link]
        for each in lines
    )
    return file.getvalue()


def _letter(line: Line, guild: str, site: str, text: str) -> str:
    known = {"name": line.name, "guild": guild, "code": line.code, "link": line.link, "site": site}
    written = PLACE.sub(lambda found: known[found[1]], text)
    address = f"{line.name}\n{line.address}" if line.address else ""
    where = f"Open {line.link}" if line.link else f"Enter it at {site} when you sign."
    return LETTER.format(
        address=html.escape(address),
        text=html.escape(written.strip()),
        code=html.escape(line.code),
        qr=_qr(line.link) if line.link else "",
        where=html.escape(where),
        number=html.escape(line.number),
    )


def _qr(link: str) -> str:
    drawn = segno.make(link, micro=False, error="m").svg_inline(omitsize=True)
    return f'<div class="qr">{drawn}</div>'


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def _write(path: Path, text: str) -> str:
    """Write a file that only its owner can read, and return its name. Never replaces a file."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BadFileError(f"{path.name} already exists: move it first") from error
    with open(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path.name


def _settings() -> dict[str, str]:
    """Return the names of the guild and of the site that the site has put into the tool."""
    found = pkgutil.get_data("__main__", "settings.json") if __name__ == "__main__" else None
    return json.loads(found) if found else {"guild": "Your guild", "site": "the site"}


def _arguments(given: list[str]) -> argparse.Namespace:
    about, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("codes", type=Path, help="the file of codes from the site")
    parser.add_argument("members", type=Path, nargs="?", help="your list of members")
    parser.add_argument("--name", default="name", help="its column of names")
    parser.add_argument("--email", default="email", help="its column of e-mail addresses")
    parser.add_argument("--address", default="address", help="its column of postal addresses")
    parser.add_argument(
        "--text",
        type=Path,
        help="a text file to print instead of our text; {name} {guild} {code} {link} {site} are"
        " filled in",
    )
    return parser.parse_args(given)


def main(given: list[str], known: dict[str, str]) -> str:
    """Write the files and return what to tell the person. Raises BadFileError and OSError."""
    asked = _arguments(given)
    codes = lines = read_codes(asked.codes.read_bytes())
    if asked.members:
        columns = {"name": asked.name, "email": asked.email, "address": asked.address}
        lines = give(codes, read_table(asked.members.read_bytes()), columns)
    text = asked.text.read_text(encoding="utf-8-sig") if asked.text else TEXT
    start = asked.codes.with_suffix("")
    pages = enumerate(letters(lines, **known, text=text), start=1)
    written = [_write(Path(f"{start}-letters-{place}.html"), page) for place, page in pages]
    written.append(_write(Path(f"{start}-merge.csv"), table(lines)))
    written.append(_write(Path(f"{start}-e-mail.txt"), E_MAIL.format(guild=known["guild"])))
    left = len(codes) - len(lines)
    return (
        f"Wrote {', '.join(written)}.\n"
        f"{len(lines)} letters; {left} codes are left over.\n"
        "Open the letters in a browser and print them on A4 without margins. Delete all these files"
        " when the codes are sent."
    )


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:], _settings()))
    except (BadFileError, OSError) as error:
        sys.exit(f"{error}.")
