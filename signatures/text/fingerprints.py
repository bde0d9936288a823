#!/usr/bin/env python3
"""Turn a guild's list of members into fingerprints, so that the list need not leave the guild.

    python fingerprints.py members.csv --key tin-key.txt
    python fingerprints.py members.csv --key tin-key.txt \\
        --number "Member no." --surname "Last name" --email "Registered e-mail"

Runs with Python 3.10 or newer, by itself and offline: it opens the two files you name, and
writes a third. The list is CSV with a first line of column names; UTF-8 or UTF-16, or another
encoding that you name; commas, semicolons or tabs. Each line needs a member's number, and a
surname or the address the guild has for that member, or both.

Of each member the file holds scrypt hashes (RFC 7914) under the key, in no order that tells
anything. Each takes 32 MB of memory and about a tenth of a second, on purpose: it makes trying
numbers and names slow. A long list takes hours, so all processors of this computer work at it.

    v2|guild|number|surname     the whole surname, and each part of it
    v2|guild|number|address

No hash is of a number alone. Still, someone who has the key and knows a surname can try numbers
with it until one fits: keep the key as you keep the list.

The site imports this very module, so that what members type is folded as the list was.
"""

import argparse
import base64
import csv
import datetime
import hashlib
import hmac
import io
import multiprocessing
import os
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

FORMAT = "open-letter roster 2"
MEMBER, SURNAME, ADDRESS = KINDS = "msa"
MOST_PARTS = 4  # of a surname, in addition to the whole
COST = 2**15  # of scrypt, with blocks of 1 kB: 32 MB for each hash
ENCODINGS = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman")

# Letters that people write in place of one another, though Unicode does not relate them.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
LETTERS.update(str.maketrans({"ı": "i", "ħ": "h", "ŧ": "t"}))
# So many surnames contain these that alone they prove nothing.
PARTICLES = """
    af al av bin da das de del den der di dos du el ibn la las le los mac mc of san st ten ter the
    und van vom von y zu zum zur
"""
# Written after a surname, not part of it. Many members share one, so alone it proves nothing.
SUFFIXES = "jr jnr sr snr junior senior ii iii iv 2nd 3rd 4th"

NAMES = {  # of columns, if none are given
    "number": ["number", "membernumber", "membershipnumber", "memberno", "memberid"],
    "surname": ["surname", "lastname", "familyname"],
    "email": ["email", "emailaddress", "mail", "registeredemail"],
}


# Letters that some write as two. The second of the two is left out, in every surname alike, so
# that Müller, Mueller and Muller are one, and so are Ångström and Aangstroem, Đurić and Djuric.
AS_TWO = re.compile("(?<=[aou])e|(?<=a)a|(?<=d)j")
# A spreadsheet shortens long numbers to this; the digits that are gone cannot be known.
SHORTENED = re.compile(r"\s*\d([.,]\d+)?[eE]\+\d+\s*")
DECIMALS = re.compile(r"(?<=\d)[.,]0{1,2}\s*$")


class Rules(NamedTuple):
    """The parts of a guild's members' numbers that do not tell members apart.

    Some numbers begin with one of ``prefixes``. With ``check_letter``, they may end in a letter.
    """

    prefixes: tuple[str, ...] = ()
    check_letter: bool = False


class Key(NamedTuple):
    """The key that the site gave the guild: the guild's name on the site, a secret, and rules.

    ``cost`` is that of each hash.
    """

    guild: str
    secret: bytes
    rules: Rules
    cost: int = COST

    @property
    def id(self) -> str:
        """Return an identifier of the key that does not help to guess it."""
        return hmac.digest(self.secret, b"v1|id", "sha256").hex()[:16]


Row = tuple[int, str, str, str]  # line of the file, number, surname, address


class WrongFileError(Exception):
    """A file is not as it should be. The message is for people."""


def number(typed: str, rules: Rules) -> str:
    """Fold a member's number: ``" i-0012346 "`` is ``"12346"`` where "I" is a prefix.

    ``"12346.0"`` is the same number as a spreadsheet writes it.
    """
    plain = unicodedata.normalize("NFKC", typed[:100]).upper()
    text = _letters_and_digits(DECIMALS.sub("", plain))
    for prefix in sorted(map(_letters_and_digits, rules.prefixes), key=len, reverse=True):
        if prefix and text.startswith(prefix) and len(text) > len(prefix):
            text = text[len(prefix) :]
            break
    if rules.check_letter and text[-1:].isalpha():
        text = text[:-1]
    return text.lstrip("0") or text[:1]


def surnames(typed: str, *, spellings: bool = True) -> list[str]:
    """Return the folded forms of a surname: the whole, and each part of a double one.

    ``"O’Brien-Núñez"`` is ``["obriennunez", "obrien", "nunez"]``; no surname is ``[]``, and
    neither is a suffix alone: ``"Quill Jr."`` is ``["quilljr", "quill"]``, ``"Jr."`` is ``[]``.
    With ``spellings``, ``"Mueller"`` and ``"Müller"`` are both ``["muller"]``.
    """
    text = unicodedata.normalize("NFKC", typed[:200]).casefold().translate(LETTERS)
    spread = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in spread if not unicodedata.category(each).startswith("M"))
    words = re.split(r"[\s\u2010-\u2015/-]+", plain.strip())
    parts = [part for part in map(_letters_and_digits, words) if part]
    if spellings:
        parts = [AS_TWO.sub("", part) for part in parts]
    if all(part in SUFFIXES.split() for part in parts):
        return []
    whole = "".join(parts)
    unlisted = {*PARTICLES.split(), *SUFFIXES.split()}
    single = [part for part in parts if len(part) > 1 and part not in unlisted]
    found = [whole, *(single[-MOST_PARTS:] if len(parts) > 1 else [])]
    return list(dict.fromkeys(each for each in found if each))


def address(typed: str) -> str:
    """Fold an address as the site does. Return "" if it is not an address.

    Domains are compared as people read them: ``bücher.de`` and ``xn--bcher-kva.de`` are one.
    """
    text = unicodedata.normalize("NFKC", typed[:1000]).strip().lower()
    local, at, domain = text.rpartition("@")
    if not (local and at and "." in domain) or text.split() != [text]:
        return ""
    return f"{local}@{'.'.join(map(_read_label, domain.split('.')))}"


def slow_hash(key: Key, number: str, second: str) -> bytes:
    """Return the hash of a member's number together with a folded surname or address."""
    return hashlib.scrypt(
        f"v2|{key.guild}|{number}|{second}".encode(),
        salt=hmac.digest(key.secret, b"v2|salt", "sha256"),
        n=key.cost,
        r=8,
        p=1,
        maxmem=2 * (1024 * key.cost + 2**20),
        dklen=32,
    )


def first_hash(key: Key, number: str, second: str = "") -> bytes:
    """Return the hash that rosters of the first format hold. The tool does not write it."""
    message = f"v1|{key.guild}|{number}|{second}"
    return hmac.digest(key.secret, message.encode(), "sha256")


def read_key(text: str) -> Key:
    """Read the file that the site gave the guild. Raises WrongFileError."""
    lines = (line.partition(":") for line in text.splitlines() if not line.startswith("#"))
    said = {name.strip(): value.strip() for name, _, value in lines}
    try:
        secret = bytes.fromhex(said["key"])
        rules = Rules(listed(said["prefixes"]), said["check-letter"] == "yes")
        return Key(said["guild"], secret, rules, int(said.get("cost", COST)))
    except (KeyError, ValueError) as error:
        raise WrongFileError("The key is not as the site gave it to you.") from error


def write_key(key: Key) -> str:
    return (
        "# Keep this as you keep the list of members, and do not send it by mail.\n"
        f"guild: {key.guild}\nkey: {key.secret.hex()}\ncost: {key.cost}\n{_rules(key.rules)}"
    )


def listed(prefixes: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in prefixes.split(",") if each.strip())


def encoded(digest: bytes) -> str:
    """Return ``digest`` as 43 characters, which ``decoded`` reads."""
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(f"{text}=")


class Roster(NamedTuple):
    """The hashes for the file, each kind sorted, and the problems by line.

    A line of ``surnames`` or ``addresses`` ends with the hash of the member it belongs to.
    """

    members: list[str]
    surnames: list[str]
    addresses: list[str]
    problems: list[tuple[int, str]]

    def lines(self, key: Key, day: datetime.date) -> Iterator[str]:
        yield f"{FORMAT}\nguild: {key.guild}\nkey: {key.id}\ndate: {day}\n"
        yield f"cost: {key.cost}\n{_rules(key.rules)}"
        yield f"members: {len(self.members)}\nsurnames: {len(self.surnames)}\n"
        yield f"addresses: {len(self.addresses)}\n\n"
        for kind, found in zip(KINDS, (self.members, self.surnames, self.addresses), strict=True):
            yield from (f"{kind}{each}\n" for each in found)


Entry = tuple[str, list[tuple[str, str]]]  # a number, and kinds with what is hashed with it
Problem = tuple[int, str]  # a line and what is wrong with it
Job = tuple[Key, str, str]  # what slow_hash needs
Hashing = Callable[[Callable[[Job], bytes], list[Job]], Iterable[bytes]]


def prepare(
    key: Key,
    rows: Iterable[Row],
    tell: Callable[[int, int], None] = lambda done, total: None,
    hashing: Hashing = map,
) -> Roster:
    """Hash ``rows``. Call ``tell`` with how many hashes of how many are done."""
    entries, problems = read_members(key, rows)
    return hash_members(key, entries, problems, tell, hashing)


def read_members(key: Key, rows: Iterable[Row]) -> tuple[list[Entry], list[Problem]]:
    """Return for each member the number and what is hashed with it; and the problems by line."""
    entries, problems = [], []
    lines: dict[str, int] = {}
    for line, typed_number, surname, mailbox in rows:
        folded = number(typed_number, key.rules)
        names, mail = surnames(surname), address(mailbox)
        problem = _problem(folded, typed_number, names, mail, mailbox, lines)
        if problem:
            problems.append((line, problem))
            continue
        lines[folded] = line
        # The first stands for the member. Without a surname it is one that no one can type.
        seconds = [(MEMBER, names[0] if names else f"member {mail}")]
        seconds += [(SURNAME, each) for each in names[1:]]
        seconds += [(ADDRESS, mail)] if mail else []
        entries.append((folded, seconds))
    return entries, problems


def hash_members(
    key: Key,
    entries: list[Entry],
    problems: list[Problem],
    tell: Callable[[int, int], None],
    hashing: Hashing,
) -> Roster:
    """Hash the members that ``read_members`` has read. It takes long."""
    jobs = [(key, number, second) for number, seconds in entries for _, second in seconds]
    hashes = iter(hashing(_run, jobs))
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    done = 0
    for _, seconds in entries:
        member = ""
        for kind, _ in seconds:
            digest = encoded(next(hashes))
            member = member or digest
            found[kind].append(digest if kind == MEMBER else digest + member)
            tell(done := done + 1, len(jobs))
    members, names, mails = (sorted(found[kind]) for kind in KINDS)
    return Roster(members, names, mails, problems)


def _run(job: Job) -> bytes:
    return slow_hash(*job)


def _problem(
    folded: str, typed: str, names: list[str], mail: str, mailbox: str, lines: dict[str, int]
) -> str:
    if not folded:
        return "there is no member number"
    if SHORTENED.fullmatch(typed):
        return "a spreadsheet has shortened the number: format its column as text and export again"
    if folded in lines:
        return f"the same number is on line {lines[folded]}"
    if mailbox.strip() and not mail:
        return "this is not an e-mail address"
    return "" if names or mail else "there is neither a surname nor an address"


def read_csv(
    raw: bytes, columns: dict[str, str | None], encoding: str | None = None
) -> Iterator[Row]:
    """Yield the rows of a list. ``columns`` and ``encoding`` are what the user gave.

    Raises WrongFileError.
    """
    text = decode(raw, encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        head = next(reader, [])
        places = [_place(head, which, columns.get(which)) for which in NAMES]
        if places[0] is None or places[1:] == [None, None]:
            raise WrongFileError(f"Name the columns; the file has: {', '.join(head)}")
        for cells in reader:
            if any(map(str.strip, cells)):
                cells += [""] * len(head)
                found = ["" if at is None else cells[at] for at in places]
                yield reader.line_num, found[0], found[1], found[2]
    except csv.Error as error:
        raise WrongFileError(f"Line {reader.line_num} is no CSV: {error}") from error


def decode(raw: bytes, encoding: str | None = None) -> str:
    """Return the text of a file. Raises WrongFileError: a wrong guess would damage names."""
    utf_16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = raw.decode(encoding or ("utf-16" if utf_16 else "utf-8-sig"))
    except LookupError as error:
        raise WrongFileError(f"There is no encoding {encoding!r}.") from error
    except UnicodeDecodeError as error:
        if encoding:
            raise WrongFileError(f"The list is not in {encoding}.") from error
        raise WrongFileError(_choice(raw)) from error
    if "\ufffd" in text or "\x00" in text:
        raise WrongFileError("Letters of the list are damaged. Export it again, as UTF-8.")
    return text


def _choice(raw: bytes) -> str:
    """Return a text with some names as each likely encoding reads them, to choose from."""
    samples = [line for line in raw.splitlines() if not line.isascii()][:3]
    said = [
        "The list is not in UTF-8. Export it again as UTF-8. Or find the line below that has the"
    ]
    said += [
        "right letters, and add its encoding to the command, for example --encoding cp1250.",
        "",
    ]
    for encoding in ENCODINGS:
        read = [sample.decode(encoding, errors="replace") for sample in samples]
        if not any("\ufffd" in each for each in read):
            said.append(f"{encoding:>10}: {' | '.join(read)}")
    return "\n".join(said)


def _place(head: list[str], which: str, given: str | None) -> int | None:
    wanted = [_letters_and_digits(given.casefold())] if given else NAMES[which]
    folded = [_letters_and_digits(each.casefold()) for each in head]
    found = next((folded.index(each) for each in wanted if each in folded), None)
    if given and found is None:
        raise WrongFileError(f"There is no column {given!r}; the file has: {', '.join(head)}")
    return found


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _letters_and_digits(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _read_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _rules(rules: Rules) -> str:
    check = "yes" if rules.check_letter else "no"
    return f"prefixes: {', '.join(rules.prefixes)}\ncheck-letter: {check}\n"


def _bar() -> Callable[[int, int], None]:
    """Return a function that draws a progress bar, or does nothing outside a terminal."""
    began = time.monotonic()

    def tell(done: int, total: int) -> None:
        if done % max(1, total // 200) == 0 or done == total:
            left = (time.monotonic() - began) / done * (total - done) / 60
            bar = "#" * (50 * done // total)
            line = f"\r[{bar:<50}] {100 * done // total:>3} %, {left:.0f} minutes left "
            print(line, end="", file=sys.stderr, flush=True)

    return tell if sys.stderr.isatty() else lambda done, total: None


def _on_all_processors(run: Callable[[Job], bytes], jobs: list[Job]) -> Iterator[bytes]:
    with multiprocessing.Pool() as pool:
        yield from pool.imap(run, jobs, chunksize=8)


def _arguments(given: list[str]) -> argparse.Namespace:
    about, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("list", type=Path, help="the guild's list of members, CSV")
    parser.add_argument("--key", type=Path, required=True, help="the key that the site gave you")
    parser.add_argument("--encoding", help="of the list, if it is not UTF-8; for example cp1250")
    parser.add_argument("--number", help="name of the column with the member's number")
    parser.add_argument("--surname", help="name of the column with the surname")
    parser.add_argument("--email", help="name of the column with the registered address")
    parser.add_argument(
        "--date",
        type=datetime.date.fromisoformat,
        default=datetime.date.today(),
        help="the date of the list, for example 2026-11-22; today if left out",
    )
    parser.add_argument("--out", type=Path, help="the file to write; named after guild and day")
    parser.add_argument(
        "--leave-out", action="store_true", help="write it without the lines that are wrong"
    )
    return parser.parse_args(given)


def main(given: list[str]) -> str:
    """Run the command line and return the final message. Raises WrongFileError, OSError."""
    said = _arguments(given)
    key = read_key(decode(said.key.read_bytes()))
    raw = said.list.read_bytes()
    columns = {which: getattr(said, which) for which in NAMES}
    entries, problems = read_members(key, read_csv(raw, columns, said.encoding))
    for line, problem in problems:
        print(f"Line {line}: {problem}.", file=sys.stderr)
    if problems and not said.leave_out:
        raise WrongFileError("Nothing was written. Correct these lines, or add --leave-out.")
    if not entries:
        raise WrongFileError("Nothing was written: the list has no members.")
    found = hash_members(key, entries, problems, _bar(), _on_all_processors)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    out = said.out or Path(f"{key.guild}-roster-{said.date}.txt")
    # No other user of the machine may read the file, and no existing file is overwritten.
    with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        written = "".join(found.lines(key, said.date)).encode()
        file.write(written)
    sha256 = hashlib.sha256(written).hexdigest()
    return f"{len(found.members)} members, written to {out}\nSHA-256 {sha256}"


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except FileExistsError as error:
        sys.exit(f"{error.filename} already exists: move it, or choose another name with --out.")
    except (WrongFileError, OSError) as error:
        sys.exit(str(error))
