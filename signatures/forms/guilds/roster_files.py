"""Strict reader for the file of fingerprints that a guild's officer uploads."""

import datetime
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from signatures.actions.guilds.roster import keys as roster_keys
from signatures.actions.guilds.roster.versions import Upload
from signatures.actions.guilds.roster.worker import CHUNK
from signatures.models import Guild
from signatures.text.fingerprints import FORMAT, KINDS, MEMBER, Key, decoded

HEAD = [
    "guild",
    "key",
    "date",
    "cost",
    "prefixes",
    "check-letter",
    "members",
    "surnames",
    "addresses",
]
FIRST_FORMAT = "open-letter roster 1"
NUMBER = re.compile(r"[0-9]{1,7}")
# The two unused bits of the 43rd character must be 0, so that each hash has one spelling.
HASH = "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"
LINE = re.compile(rf"(?:m|[sa]{HASH}){HASH}\n")


def read(file: Iterable[bytes], guild: Guild) -> Upload:
    """Return the contents of the file. Raises ValidationError that names the wrong line."""
    sha256 = hashlib.sha256()
    lines = _lines(file, sha256)
    first = next(lines, "").strip()
    if first == FIRST_FORMAT:
        raise ValidationError(
            gettext("This file was made with an older tool. Download the tool and run it again."),
            code="old",
        )
    if first != FORMAT:
        raise ValidationError(gettext("Choose the file that the tool has written"), "format")
    head = dict(_head(lines, name) for name in HEAD)
    key = roster_keys.of_guild(guild)
    counts = _counts(head)
    dated = _check(head, key)
    if next(lines, "") != "\n":
        raise _wrong(len(HEAD) + 2)
    parts = list(_parts(_records(lines, counts)))
    return Upload(dated=dated, sha256=sha256.hexdigest(), **counts, parts=parts)


def _lines(file: Iterable[bytes], sha256: Any) -> Iterator[str]:
    for raw in file:
        sha256.update(raw)
        yield raw.decode("ascii", errors="replace")


def _head(lines: Iterator[str], wanted: str) -> tuple[str, str]:
    name, _, value = next(lines, "").partition(":")
    if name != wanted:
        raise _wrong(HEAD.index(wanted) + 2)
    return name, value.strip()


def _counts(head: dict[str, str]) -> dict[str, int]:
    counts = {}
    for number, name in enumerate(HEAD[-3:], start=len(HEAD) - 1):
        if not NUMBER.fullmatch(head[name]):
            raise _wrong(number)
        counts[name] = int(head[name])
    if not 0 < counts["members"] <= settings.ROSTER_MOST:
        text = gettext("A roster must have between 1 and %d members") % settings.ROSTER_MOST
        raise ValidationError(text, code="most")
    return counts


def _check(head: dict[str, str], key: Key) -> datetime.date:
    rules = ", ".join(key.rules.prefixes), "yes" if key.rules.check_letter else "no"
    if (head["guild"], head["key"], head["cost"]) != (key.guild, key.id, str(key.cost)):
        text = gettext(
            "This file was made with another key. Download your guild’s key and run the tool again."
        )
        raise ValidationError(text, code="key")
    if (head["prefixes"], head["check-letter"]) != rules:
        text = gettext(
            "The rules for member numbers have changed. Download the key again and run the tool "
            "again."
        )
        raise ValidationError(text, code="rules")
    try:
        dated = datetime.date.fromisoformat(head["date"])
    except ValueError as error:
        raise _wrong(4) from error
    if dated > timezone.now().date() + datetime.timedelta(days=1) or dated.year < 1900:
        raise ValidationError(
            gettext(
                "The date of the roster is in the future. Check the date and run the tool again."
            ),
            "date",
        )
    return dated


def _records(lines: Iterator[str], counts: dict[str, int]) -> Iterator[bytes]:
    """Yield each line as 65 bytes: its kind, and two hashes in the form in which they are stored.

    The second stands for the member, who must be on the list.
    """
    expected = "".join(kind * counts[name] for kind, name in zip(KINDS, HEAD[-3:], strict=True))
    keeper = roster_keys.stored_hash_key()
    before, at = "", 0
    members: set[bytes] = set()
    for at, line in enumerate(lines, start=1):
        if not LINE.fullmatch(line) or expected[at - 1 : at] != line[0]:
            raise _wrong(at + len(HEAD) + 2)
        if before[:1] == line[0] and before >= line:
            raise _wrong(at + len(HEAD) + 2)
        before = line
        own, member = decoded(line[1:44]), decoded(line[-44:-1])
        if line[0] == MEMBER:
            members.add(member)
        elif member not in members:
            raise _wrong(at + len(HEAD) + 2)
        kept = (hmac.digest(keeper, each, "sha256") for each in (own, member))
        yield line[0].encode() + b"".join(kept)
    if at != len(expected):
        raise ValidationError(gettext("The file is incomplete. Run the tool again."), code="short")


def _parts(records: Iterator[bytes]) -> Iterator[bytes]:
    part: list[bytes] = []
    for record in records:
        part.append(record)
        if len(part) == CHUNK:
            yield b"".join(part)
            part = []
    if part:
        yield b"".join(part)


def _wrong(line: int) -> ValidationError:
    text = (
        gettext("Line %d is not as the tool writes it. Nothing was saved. Run the tool again.")
        % line
    )
    return ValidationError(text, code="line")
