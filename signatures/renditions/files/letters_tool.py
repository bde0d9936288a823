"""The program with which officers make letters from their codes, on their own computer.

It is one file (a Python zip application): ``code_letters.py`` with the QR code library that
this site uses itself, and the names of the guild and of the site.
"""

import io
import json
import zipfile
from functools import lru_cache
from pathlib import Path

import segno
from django.conf import settings

from signatures.models import Guild
from signatures.renditions.files import code_letters

NAME = "letters.pyz"
SHEBANG = b"#!/usr/bin/env python3\n"
LIBRARY = Path(segno.__file__).parent
BEFORE_ALL_TIME = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same program


def of_guild(guild: Guild) -> bytes:
    """Return the program for the officers of ``guild``."""
    return _built(guild.name, settings.SITE_URL)


@lru_cache(maxsize=20)
def _built(guild: str, site: str) -> bytes:
    file = io.BytesIO(SHEBANG)
    file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "__main__.py", Path(code_letters.__file__).read_bytes())
        _add(archive, "settings.json", json.dumps({"guild": guild, "site": site}).encode())
        for each in sorted(LIBRARY.glob("*.py")):
            _add(archive, f"segno/{each.name}", each.read_bytes())
        for each in sorted(LIBRARY.parent.glob("segno-*.dist-info/**/LICENSE*")):
            _add(archive, "segno/LICENSE", each.read_bytes())
    return file.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, BEFORE_ALL_TIME), content, zipfile.ZIP_DEFLATED)
