"""Static copy of a statement and its list, which opens from a folder in any browser."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from signatures.actions.counts import figures
from signatures.actions.statements import letters
from signatures.actions.statements.launch import deliveries as delivery_lists
from signatures.actions.statements.launch import launch_list
from signatures.errors import NotPublicYetError
from signatures.models import Delivery, Endorsement, Signature, Statement, TextVersion, Update
from signatures.renditions import languages, organizations, signatories
from signatures.renditions.files import exports, launch_csv
from signatures.renditions.people import notables
from signatures.renditions.texts import letter, versions

NAMES_A_PAGE = 1_000
SUMS = "SHA256SUMS"


def write(statement: Statement, out: Path) -> list[str]:
    """Write everything public about ``statement`` into the empty folder ``out``.

    Return the names of the files. SHA256SUMS has the hash of every other file, for
    ``sha256sum -c``. Raises NotPublicYetError, and FileExistsError if the folder is not empty.
    """
    text = TextVersion.objects.filter(statement=statement).current_first("").first()
    if text is None or not statement.is_public:
        raise NotPublicYetError
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise FileExistsError(out)
    with translation.override(_interface(text.language)):
        files = dict(_files(text))
    for name, content in files.items():
        (out / name).write_bytes(content)
    sums = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    (out / SUMS).write_text("".join(sums))
    return [*files, SUMS]


def _interface(language: str) -> str:
    """Return the language for the words around the text."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _files(text: TextVersion) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file."""
    statement = text.statement
    data = dict(_data(text)) if statement.shows_names else {}
    data |= {"letter.pdf": _letter(text)}
    if launch := launch_list.of(statement):
        data["launch-list.csv"] = launch_csv.write(launch_list.lines(launch))
    delivered = list(Delivery.objects.public(statement))
    data |= dict(_delivered(delivered))
    history = list(TextVersion.objects.history(statement))
    shown = versions.shown(history, published_at=statement.public_since)
    data |= {f"text-{each.label}.txt": each.text.encode() for each in shown}
    pages = dict(_names(text))
    about = _about(text) | {"files": sorted(data), "pages": list(pages), "SUMS": SUMS}
    about |= {"deliveries": [(each, _receipt_name(each, data)) for each in delivered]}
    yield "index.html", _html("index", about)
    for name, rows in pages.items():
        yield name, _html("names", about | {"rows": rows, "here": name})
    style = finders.find("css/archive.css")
    yield "archive.css", Path(str(style)).read_bytes()
    yield from data.items()


def _html(template: str, context: dict[str, Any]) -> bytes:
    return render_to_string(f"archive/{template}.html", context).encode()


def _about(text: TextVersion) -> dict[str, Any]:
    statement = text.statement
    updates = Update.objects.published(statement)
    return {
        "text": text,
        "statement": statement,
        "letter": letter.html(text.text),
        "direction": languages.direction(text.language),
        "figures": figures.now(statement),
        "notables": notables.groups(statement),
        "organizations": organizations.rows(Endorsement.objects.published(statement)),
        "updates": [(each, letter.html(each.text)) for each in updates],
        "made_at": timezone.now(),
        "address": settings.SITE_URL + statement.get_absolute_url(),
    }


def _names(text: TextVersion) -> Iterator[tuple[str, list[signatories.Row]]]:
    """Yield the name and rows of each page of the list, newest first."""
    shown = figures.now(text.statement).by_wording(text.statement.language).versions
    rows = signatories.rows(Signature.objects.listed(text.statement), versions=shown)
    for number, start in enumerate(range(0, len(rows), NAMES_A_PAGE), start=1):
        yield f"signatories-{number}.html", rows[start : start + NAMES_A_PAGE]


def _data(text: TextVersion) -> Iterator[tuple[str, bytes]]:
    """Yield the list as the same files that the site offers."""
    statement = text.statement
    history = TextVersion.objects.history(statement).defer("text", "byline")
    export = exports.Export(
        Signature.objects.listed(statement),
        settings.SITE_URL + reverse("signatories", args=[statement.slug]),
        {},
        {
            "slug": statement.slug,
            "title": text.title,
            "text_version": text.label,
            "text_sha256": text.text_sha256,
            "language": text.language,
            "url": settings.SITE_URL + reverse("statement", args=[statement.slug]),
        },
        texts=versions.shown(history, published_at=statement.public_since),
        figures=partial(figures.now, statement),
    )
    yield "signatories.csv", b"".join(exports.write_csv(export))
    yield "signatories.json", b"".join(exports.write_json(export))


def _delivered(deliveries: list[Delivery]) -> Iterator[tuple[str, bytes]]:
    """Yield the list that was delivered, each time, and the receipt."""
    for each in deliveries:
        lines = delivery_lists.lines(each)
        yield (
            f"{each.anchor}-list.csv",
            launch_csv.write(lines, as_it_was=delivery_lists.AS_DELIVERED),
        )
        if each.file and each.file.storage.exists(each.file.name):
            with each.file.open("rb") as file:
                yield f"{each.anchor}-receipt{Path(each.file.name).suffix}", bytes(file.read())


def _receipt_name(delivery: Delivery, files: Mapping[str, bytes]) -> str:
    """Return which of ``files`` is the receipt, or "" if there is none."""
    begins = f"{delivery.anchor}-receipt"
    return next((name for name in files if name.startswith(begins)), "")


def _letter(text: TextVersion) -> bytes:
    """Return the letter to print, made anew so that it has exactly the names of today."""
    with letters.make_letter(text).file.open("rb") as file:
        return bytes(file.read())
