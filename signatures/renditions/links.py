"""Links to videos and documents beside a statement, never embedded as frames."""

import dataclasses
from collections.abc import Iterable

from signatures.models import StatementLink
from signatures.text import websites


@dataclasses.dataclass(frozen=True)
class Row:
    """One link: ``host`` is where it leads, ``picture`` the address of our own image or ""."""

    title: str
    url: str
    host: str
    picture: str


def rows(links: Iterable[StatementLink]) -> list[Row]:
    """Return a row for each link. Leave out any link that is not https, however it was stored."""
    return [
        Row(
            title=link.title,
            url=link.url,
            host=websites.host(link.url),
            picture=link.picture_url,
        )
        for link in links
        if link.url.startswith("https://")
    ]
